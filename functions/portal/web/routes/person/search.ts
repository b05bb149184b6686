/** What the address of a person says besides the number. */
export interface PersonSearch {
  /** The form to follow the person, or to change how, is open. */
  readonly follow?: true;
}

/** Reads what an address says, and leaves out what is nothing. */
export function personSearchOf({ follow }: Record<string, unknown>): PersonSearch {
  return follow === true || follow === 1 ? { follow: true } : {};
}
