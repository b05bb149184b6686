/**
 * What a provider says as one of the words of our tables: `OPTED_OUT` and ` opted out ` are `opted-out`. Providers write
 * the words of an interface in their own case.
 */
export function wordOf(value: unknown): string {
  const said = value === undefined || value === null ? '' : String(value);
  return said
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
}
