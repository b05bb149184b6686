import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { operations, routeKeyOf } from '../support/contract.ts';
import { examplesOf, paste } from '../support/guide.ts';

const GUIDE = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
const examples = examplesOf(GUIDE);
const shown = examples.flatMap(({ block, answer }, index) =>
  answer === undefined ? [] : [{ answer, index, call: block.split('\n').findLast((line) => line.includes('$API/')) }],
);

describe('the guide to the API', () => {
  let printed: string[] = [];
  beforeAll(async () => {
    const blocks = examples.map(({ block }) => block);
    printed = await paste(blocks, inject('addresses'));
  });

  /** What the one block printed in which something stands. */
  const printedBy = (something: string): string => {
    const found = examples.flatMap(({ block }, index) => (block.includes(something) ? [printed[index] ?? ''] : []));
    expect(found, `blocks with ${something}`).toHaveLength(1);
    return found[0] ?? '';
  };
  const jsonBy = (something: string) => JSON.parse(printedBy(something));
  const linesBy = (something: string) => printedBy(something).trim().split('\n');

  it('calls every route', () => {
    // Receipts of an aggregator need a system with one: `own-system/sms-aggregator.test.ts` runs that block.
    const [, receipts = ''] = /^```sh\n(SECRET=[\s\S]*?)^```$/m.exec(GUIDE) ?? [];
    const called = [...examples.map(({ block }) => block), receipts].flatMap((block) =>
      block.split('\n').flatMap(routesIn),
    );
    expect([...new Set(called)].sort()).toEqual([...operations.keys()].sort());
  });

  it.each(shown)('shows an answer with the status and the fields that come: $call', ({ answer, index }) => {
    const { status, headers, body } = read(answer);
    const came = read(printed[index] ?? '');
    expect(came.status).toBe(status);
    expect(came.headers).toEqual(expect.arrayContaining(headers));
    expect(shapeOf(came.body)).toEqual(shapeOf(body));
  });

  it('has no answer that belongs to no block', () => {
    expect(GUIDE.match(/^```(http|json)$/gm)).toHaveLength(shown.length);
  });

  it('refuses a token that is to read only, and says which scope it takes', () => {
    expect(printedBy('READER=')).toContain('scope="passport-notifications/manage" error="insufficient_scope"');
  });

  it('goes through the pages of a list to the end', () => {
    expect(linesBy('CURSOR=')).toEqual(['Anil Kumar, Maria Santos', 'Omar Hassan, Rahim Uddin', 'John Miller']);
  });

  it('creates, verifies and changes a contact', () => {
    const created = read(printedBy('CREATED=')).body;
    expect(jsonBy('CODE=')).toMatchObject({ id: created.id, status: 'verified', address: created.address });
    const changed = jsonBy('api -X PATCH "$API/v1/contacts/');
    expect(changed).toMatchObject({ id: created.id, status: 'verified', address: created.address });
    expect(changed.pendingAddress).toMatch(/^\+966552/);
    const [listed, pending] = printedBy('json .pendingAddress').split(/(?<=^])\n/m);
    expect(JSON.parse(listed ?? '')).toContain(`verified sms ${created.address}`);
    expect(pending?.trim()).toBe(changed.pendingAddress);
  });

  it('tells a system of what happens, with a signature that openssl, Python and TypeScript verify', () => {
    expect(jsonBy('HOOKS=')).toMatchObject({ channel: 'webhook', status: 'verified' });
    expect(printedBy('openssl: signed by us')).toBe('openssl: signed by us\n');
    expect(printedBy('python3 -')).toBe('python: signed by us\n');
    expect(printedBy('TYPESCRIPT')).toBe('typescript: signed by us\n');
    expect(printedBy('json .secret')).toMatch(/^whsec_/);
  });

  it('follows a person, changes the subscription once for an entity tag, and ends it before the contact', () => {
    const { body } = read(printedBy('PERSON='));
    expect(body).toMatchObject({ identityNumber: '2450938176', expiryLeadDays: [30, 7, 0], status: 'active' });
    const [followed, label] = printedBy('status=active&alert=passport-expiry').split(/(?<=^])\n/m);
    expect(JSON.parse(followed ?? '')).toContain('2450938176');
    expect(label?.trim()).toBe('Crane operator');
    expect(JSON.parse(printedBy('TAG=').split('HTTP/')[0] ?? '')).toEqual(['entry', 'exit']);
    expect(linesBy('-X DELETE "$API/v1/contacts/')).toEqual(['409', '204', '204']);
  });

  it('tells the establishment what it was told and who changed what, and another one nothing', () => {
    expect(jsonBy('notifications?alert=exit&limit=1" | json\n').items).toMatchObject([{ alert: 'exit' }]);
    expect(printedBy('NOTIFICATION=')).toContain('6717');
    expect(jsonBy('/v1/audit').items).toMatchObject([{ action: 'subscription.put', identityNumber: '2450938176' }]);
    expect(read(printedBy('OTHER=')).body).toMatchObject({ status: 404, title: 'غير موجود' });
  });

  it('has a calendar read by its address until it is revoked', () => {
    const [begin, ...entry] = linesBy('^(BEGIN|DTSTART|SUMMARY)');
    expect(begin).toBe('BEGIN:VCALENDAR');
    expect(entry).toEqual([
      'BEGIN:VEVENT',
      expect.stringMatching(/^DTSTART;VALUE=DATE:\d{8}$/),
      expect.stringMatching(/^SUMMARY:Passport expires: /),
      '304',
    ]);
    expect(printedBy('.items.length > 0')).toBe('true\n');
    expect(linesBy('-X DELETE "$API/v1/calendars/')).toEqual(['204', '404']);
  });

  it('names what is wrong with a request', () => {
    expect(jsonBy('"labl"').errors).toMatchObject([
      { path: '/alerts/1', code: 'not-offered' },
      { path: '/labl', code: 'unknown-field' },
    ]);
  });

  it('describes the API once to a client that keeps the description', () => {
    expect(linesBy('.info.version')).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+$/), '304']);
  });

  it('takes an event, and tells of it', () => {
    expect(jsonBy('put-events')).toMatchObject({ FailedEntryCount: 0 });
    expect(printedBy('until SMS=')).toMatch(/0300\n/);
  });
});

/** The routes that a line of bash calls, as curl would. */
function routesIn(line: string): string[] {
  const body = / -d ['"$]/.test(line) && !line.includes(' -G ');
  const method = / -X ([A-Z]+)/.exec(line)?.[1] ?? (body ? 'POST' : 'GET');
  return [...line.matchAll(/"\$API(\/(?:v1|problems)\/[^"?]+)/g)].flatMap(
    ([, path = '']) => routeKeyOf(method, path) ?? [],
  );
}

interface Answer {
  readonly status?: string;
  readonly headers: string[];
  // The routes answer bodies of many shapes; each assertion says what it reads.
  // biome-ignore lint/suspicious/noExplicitAny: the body of any route
  readonly body: any;
}

/** Reads the last answer of a text: status, names of headers and body, or a body alone. */
function read(text: string): Answer {
  const start = text.lastIndexOf('HTTP/1.1 ');
  if (start < 0) return { headers: [], body: JSON.parse(text) };
  const [head = '', body = ''] = text.slice(start).replaceAll('\r', '').split('\n\n');
  const [status, ...headers] = head.split('\n');
  return {
    status,
    headers: headers.map((header) => header.split(':')[0]?.toLowerCase() ?? ''),
    body: JSON.parse(body),
  };
}

/** Which fields of which types a value has, whatever is in them; a list goes by its first item. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (value === null || typeof value !== 'object') return typeof value;
  const fields = Object.entries(value)
    // Whether there is more depends on what happened before.
    .filter(([name]) => name !== 'nextCursor')
    .map(([name, field]) => [name, shapeOf(field)]);
  return Object.fromEntries(fields);
}
