import { createHash } from 'node:crypto';
import { Problem } from './problem.ts';

/** A strong entity tag (RFC 9110, section 8.8.3): the same for the same representation only. */
export function etagOf(representation: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(representation)).digest('base64url').slice(0, 22)}"`;
}

/** Whether the caller has a representation, by weak comparison (RFC 9110, section 13.1.2). */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes('*') || tags.includes(etag);
}

/**
 * Checks `If-Match` and `If-None-Match: *` (RFC 9110, section 13.1).
 *
 * @param current the resource as it is; undefined when there is none
 * @throws Problem `precondition-failed`
 */
export function checkPreconditions(
  headers: Readonly<Record<string, string | undefined>>,
  current: object | undefined,
): void {
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined) {
    const tags = ifMatch.split(',').map((tag) => tag.trim());
    const matches = current !== undefined && (tags.includes('*') || tags.includes(etagOf(current)));
    if (!matches) throw new Problem(current === undefined ? 'nothing-to-change' : 'changed-meanwhile');
  }
  if (headers['if-none-match']?.trim() === '*' && current !== undefined) throw new Problem('exists-already');
}
