import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMAND, eventOf } from '../../../../../infra/local/commands/passport-event.ts';
import { readCommandLine, UsageError } from '../../../../../shared/command-line.ts';
import { isEventType, parseEvent, sourceOf } from '../../../../../shared/domain/events.ts';

const NOW = new Date('2026-11-22T21:30:00Z');
const KINDS = [
  'entered',
  'exited',
  'renewed',
  'expiring',
  'expired',
  'visa-issued',
  'visa-changed',
  'started',
  'ended',
];

function event(...args: string[]) {
  const line = readCommandLine(COMMAND, args);
  if (!line) throw new Error('help');
  return eventOf(line, NOW);
}

describe('npm run event', () => {
  it.each(KINDS)('%s: has defaults that the matcher takes, for residents and visitors', (kind) => {
    for (const identityNumber of ['2450938176', '4100200300']) {
      const { type, detail } = event(kind, identityNumber);
      expect(isEventType(type)).toBe(true);
      expect(detail).toMatchObject({ identityNumber, schemaVersion: 1, occurredAt: NOW.toISOString() });
      expect(parseEvent(JSON.stringify({ source: sourceOf(type), 'detail-type': type, detail }), NOW).ok).toBe(true);
    }
  });

  it('has every kind of event that there is', () => {
    expect(new Set(KINDS.map((kind) => event(kind, '2450938176').type)).size).toBe(9);
  });

  it('takes what is said of a crossing', () => {
    const { detail } = event(
      'exited',
      '٢٤٥٠٩٣٨١٧٦',
      '--port',
      'bth',
      '--at',
      '٢٠٢٦-١١-٢٢T08:00:00+03:00',
      '--id',
      'a-1',
    );
    expect(detail).toMatchObject({
      eventId: 'a-1',
      occurredAt: '2026-11-22T08:00:00+03:00',
      identityNumber: '2450938176',
      mode: 'land',
      port: { code: 'BTH', name: { en: 'Al Batha' } },
    });
    const other = event(
      'entered',
      '2450938176',
      '--port',
      'XYZ',
      '--port-name',
      'Gate',
      '--mode',
      'sea',
      '--revision',
      '2',
    );
    expect(other.detail).toMatchObject({
      port: { code: 'XYZ', name: { ar: 'Gate', en: 'Gate' } },
      mode: 'sea',
      revision: 2,
    });
  });

  it('counts days in Riyadh, where it is tomorrow already', () => {
    expect(event('expired', '2450938176').detail).toMatchObject({ passport: { expiresOn: '2026-11-23' } });
    expect(event('expiring', '2450938176', '--expires', '2026-11-30').detail).toMatchObject({ daysLeft: 7 });
  });

  it('makes a new fact each time, unless it is told its id', () => {
    expect(event('entered', '2450938176').detail.eventId).not.toBe(event('entered', '2450938176').detail.eventId);
  });

  it.each([
    [['arrived', '2450938176'], 'the kind of an event takes one of entered, exited, renewed'],
    [['entered'], 'an identity number is expected'],
    [['entered', '2450938177'], 'its last digit, the check digit, does not fit'],
    [['entered', '1000000008'], 'nothing is told about citizens'],
    [['entered', '7000000001'], 'it begins with 2, 3, 4, 5, 6'],
    [['entered', '123'], 'it has ten digits'],
    [['entered', '2450938176', '--at', 'yesterday'], '--at takes an instant'],
    [['entered', '2450938176', '--at', '2027-01-01T00:00:00Z'], 'occurred-in-future'],
    [['entered', '2450938176', '--port', 'XYZ'], '--port takes one of RUH'],
    [['entered', '2450938176', '--mode', 'rail'], '--mode takes one of air, land, sea'],
    [['entered', '2450938176', '--expires', '2027-01-01'], 'entered takes no --expires, only --port'],
    [['entered', '2450938176', '--id', 'a b'], 'invalid-event'],
    [['expiring', '2450938176', '--expires', '2026-11-01'], 'invalid-event'],
    [['started', '2450938176', '--establishment', '123'], '7 and nine more digits'],
    [['started', '2450938176', '--nationality', 'Egypt'], 'invalid-event'],
    [['ended', '2450938176', '--reason', 'bored'], '--reason takes one of transferred'],
    [['renewed', '2450938176', '--expires', '2026-02-30'], '--expires takes a date'],
  ])('refuses %j in a sentence', (args, sentence) => {
    expect(() => event(...args)).toThrow(UsageError);
    expect(() => event(...args)).toThrow(sentence);
  });

  it('puts nothing that the matcher would refuse, whatever is typed', () => {
    const words = fc.array(
      fc.tuple(fc.constantFrom('--port', '--expires', '--status', '--name', '--id'), fc.string()),
      {
        maxLength: 3,
      },
    );
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), words, (kind, options) => {
        try {
          const { type, detail } = event(kind, '2450938176', ...options.map(([name, value]) => `${name}=${value}`));
          expect(parseEvent(JSON.stringify({ source: sourceOf(type), 'detail-type': type, detail }), NOW).ok).toBe(
            true,
          );
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
    );
  });
});
