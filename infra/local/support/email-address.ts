/** An address without the name before it: of `HR <hr@a.example>`, `hr@a.example`. */
export function bareAddress(address: string): string {
  return (/<([^>]*)>\s*$/.exec(address)?.[1] ?? address).trim();
}
