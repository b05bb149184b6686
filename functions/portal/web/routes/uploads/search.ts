/** Which import is looked at; it stands in the address, so that one can come back to it. */
export interface UploadsSearch {
  readonly import?: string;
}

/** Reads the address. */
export function uploadsSearchOf(search: Record<string, unknown>): UploadsSearch {
  return typeof search.import === 'string' && /^[\da-f-]{36}$/i.test(search.import) ? { import: search.import } : {};
}
