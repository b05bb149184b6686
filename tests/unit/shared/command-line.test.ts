import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  calendarDate,
  instant,
  oneOf,
  readCommandLine,
  UsageError,
  wholeNumber,
} from '../../../shared/command-line.ts';

const COMMAND = {
  name: 'npm run thing',
  help: 'Does a thing.',
  options: { often: { type: 'string', default: '3' }, dry: { type: 'boolean' }, word: { type: 'string', short: 'w' } },
  positionals: ['establishment number', 'place?'],
} as const;
const read = (...args: string[]) => readCommandLine(COMMAND, args);

/** Digits in one of the scripts that people type. */
const inDigits = (zero: number) => (number: number) =>
  [...String(number)].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');
const SCRIPTS = [0x30, 0x660, 0x6f0].map(inDigits);

describe('a command line', () => {
  it('is read by the options of its command', () => {
    expect(read('7000000001', '--often', '5', '--dry')).toMatchObject({
      values: { often: '5', dry: true },
      positionals: ['7000000001'],
    });
    expect(read('7000000001', 'here')?.positionals).toEqual(['7000000001', 'here']);
    expect(read('--word=-x', '1')?.values.word).toBe('-x');
  });

  it.each([[['--help']], [['-h']], [['7000000001', '--help']]])('asks for help: %j', (args) => {
    expect(read(...args)).toBeUndefined();
  });

  it.each([
    [[], 'an establishment number is expected'],
    [['1', '2', '3'], 'it takes one establishment number and one place, and not 3 as well'],
    [['1', '--bogus'], 'there is no option --bogus'],
    [['1', '--bogus=2'], 'there is no option --bogus'],
    [['1', '-x'], 'there is no option -x'],
    [['1', '--often'], '--often takes a value'],
    [['1', '--often', '--dry'], '--often takes a value'],
    [['1', '--dry=yes'], '--dry takes no value'],
  ])('is refused in a sentence: %j', (args, sentence) => {
    expect(() => read(...args)).toThrow(new UsageError(sentence));
  });

  it('may hold a negative number, for the command to judge', () => {
    expect(read('1', '--often', '-1')?.values.often).toBe('-1');
  });
});

describe('a whole number', () => {
  it('may be typed in any digits', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31), fc.constantFrom(...SCRIPTS), (number, inScript) => {
        expect(wholeNumber('--often', inScript(number), 0)).toBe(number);
      }),
    );
  });

  it('is refused when it is none, or lies outside of its limits', () => {
    const none = fc.oneof(
      fc.constantFrom(
        '1e99',
        '1e3',
        'NaN',
        'Infinity',
        '-1',
        '-٣',
        '0',
        '1.5',
        '0x10',
        '',
        ' ',
        '1_000',
        '１',
        '9'.repeat(400),
      ),
      fc
        .double()
        .filter((number) => !Number.isInteger(number) || number < 1 || number > 100)
        .map(String),
      fc.string().filter((text) => !/\d/.test(text)),
    );
    fc.assert(
      fc.property(none, (typed) => {
        expect(() => wholeNumber('--often', typed, 1, 100)).toThrow(
          new UsageError('--often takes a whole number from 1 to 100'),
        );
      }),
    );
  });
});

describe('a date and an instant', () => {
  it('may be typed in any digits', () => {
    const days = fc.date({ min: new Date('1950-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, fc.constantFrom(...SCRIPTS), (day, inScript) => {
        const typed = (text: string) => text.replace(/\d/g, (digit) => inScript(Number(digit)));
        const iso = day.toISOString();
        expect(calendarDate('--expires', typed(iso.slice(0, 10)))).toBe(iso.slice(0, 10));
        expect(instant('--at', typed(iso).toLowerCase())).toBe(iso);
      }),
    );
  });

  it.each(['2026-02-30', '2026-13-01', '26-01-01', 'tomorrow', '2026-01-01T00:00:00Z', ''])(
    '%s is no date',
    (typed) => {
      expect(() => calendarDate('--expires', typed)).toThrow('--expires takes a date, such as 2026-12-01');
    },
  );

  it.each(['2026-12-01', '2026-12-01T07:00:00', '2026-02-30T00:00:00Z', '2026-12-01T25:00:00Z', 'now', ''])(
    '%s is no instant',
    (typed) => {
      expect(() => instant('--at', typed)).toThrow('--at takes an instant with its offset');
    },
  );
});

it('one of several words is asked for by naming them', () => {
  expect(oneOf('--mode', 'air', ['air', 'land'])).toBe('air');
  expect(() => oneOf('--mode', 'AIR', ['air', 'land'])).toThrow(new UsageError('--mode takes one of air, land'));
});
