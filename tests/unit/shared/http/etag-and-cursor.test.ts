import { describe, expect, it } from 'vitest';
import { cursorsOf } from '../../../../shared/http/cursor.ts';
import { checkPreconditions, etagOf } from '../../../../shared/http/etag.ts';
import { createKeys } from '../../../../shared/keys.ts';
import { asId } from '../../../support/ids.ts';

const current = { id: '1', label: 'as it is' };
const stale = etagOf({ id: '1', label: 'as it was' });
const check =
  (headers: Record<string, string>, resource: object | undefined = current) =>
  () =>
    checkPreconditions(headers, resource);
const failed = expect.objectContaining({ slug: 'precondition-failed' });

describe('preconditions', () => {
  it('hold where none is asked for', () => {
    expect(check({})).not.toThrow();
    expect(() => checkPreconditions({}, undefined)).not.toThrow();
  });

  it('hold when If-Match names the present tag, alone, in a list, or by a star', () => {
    for (const tag of [etagOf(current), `${stale}, ${etagOf(current)}`, '*']) {
      expect(check({ 'if-match': tag })).not.toThrow();
    }
  });

  it('fail when If-Match is stale, weak, empty, or nothing is there', () => {
    for (const tag of [stale, `W/${etagOf(current)}`, '', etagOf(current).slice(1)]) {
      expect(check({ 'if-match': tag })).toThrow(failed);
    }
    expect(() => checkPreconditions({ 'if-match': '*' }, undefined)).toThrow(failed);
    expect(() => checkPreconditions({ 'if-match': stale }, undefined)).toThrow(failed);
  });

  it('fail for If-None-Match: * only when something is there', () => {
    expect(check({ 'if-none-match': '*' })).toThrow(failed);
    expect(() => checkPreconditions({ 'if-none-match': '*' }, undefined)).not.toThrow();
  });
});

describe('an entity tag', () => {
  it('is the same for the same representation, and differs with it', () => {
    expect(etagOf({ ...current })).toBe(etagOf(current));
    expect(etagOf({ ...current, label: undefined })).not.toBe(etagOf(current));
  });
});

describe('a cursor', () => {
  const keys = createKeys('a secret for tests');
  const query = { limit: 10, cursor: undefined, kind: 'resident', status: undefined };
  const cursors = (establishment = '7000000101', list = 'subscriptions', asked: Record<string, unknown> = query) =>
    cursorsOf(keys, asId(establishment), list, asked);
  const position = { pk: 'TRAVELLER#2000000006', sk: 'AFFILIATION#7000000101' };
  const cursor = cursors().page({ items: [], next: position }, (item) => item).nextCursor;
  const badCursor = expect.objectContaining({
    slug: 'validation-failed',
    errors: [{ path: '/cursor', code: 'bad-cursor' }],
  });

  it('leads on where the page ended, whatever the size of the next page', () => {
    expect(cursors().open(cursor)).toEqual(position);
    expect(cursors('7000000101', 'subscriptions', { ...query, limit: 100, cursor }).open(cursor)).toEqual(position);
    expect(cursors().open(undefined)).toBeUndefined();
  });

  it('belongs to its establishment, its list and its filters', () => {
    expect(() => cursors('7000000102').open(cursor)).toThrow(badCursor);
    expect(() => cursors('7000000101', 'travellers').open(cursor)).toThrow(badCursor);
    for (const other of [
      { ...query, kind: 'visitor' },
      { ...query, kind: undefined },
      { ...query, status: 'active' },
    ]) {
      expect(() => cursors('7000000101', 'subscriptions', other).open(cursor)).toThrow(badCursor);
    }
  });

  it('is refused when it was made up, cut or emptied', () => {
    for (const wrong of ['', 'x', cursor?.slice(0, -1), JSON.stringify(position)]) {
      expect(() => cursors().open(wrong)).toThrow(badCursor);
    }
  });

  it('tells nothing of where it leads', () => {
    expect(Buffer.from(cursor ?? '', 'base64url').toString('latin1')).not.toContain('2000000006');
  });

  it('is missing at the end of a list', () => {
    expect(cursors().page({ items: [1, 2] }, (item) => item * 2)).toEqual({ items: [2, 4], nextCursor: undefined });
  });
});
