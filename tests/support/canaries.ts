/**
 * Values that must not show up where they do not belong: every person, number and address that end-to-end tests make up
 * is noted in one file, and the test that ends a system looks for them in what it wrote.
 */
import { appendFileSync, existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toAsciiDigits } from '../../shared/domain/digits.ts';

/** Names the file; set for the processes of the end-to-end tests alone. */
const VARIABLE = 'E2E_CANARIES';

/** What is said of everybody whom tests make up. */
export const PERSON = {
  name: { ar: 'سلمى العابد', en: 'Salma Alabed' },
  passportNumbers: ['A98765432', 'B12345678'],
  visaNumber: 'V-778899',
} as const;

/** Has values noted in a file from here on, in this process and those that it starts; undefined for no more. */
export function noteCanariesIn(file: string | undefined): void {
  if (file === undefined) delete process.env[VARIABLE];
  else process.env[VARIABLE] = file;
}

/** Notes a value, where they are noted at all, and gives it back. */
export function canary(value: string): string {
  const file = process.env[VARIABLE];
  if (file) appendFileSync(file, `${value}\n`);
  return value;
}

/** What a system wrote outside its tables, queues and inbox: the logs of its functions, its outputs, its own words. */
export interface Written {
  readonly dataDir: string;
  readonly output: string;
}

/** The values of those noted that a system wrote where nobody should find them, each with where. */
export function leaksOf({ dataDir, output }: Written): string[] {
  const file = process.env[VARIABLE];
  const noted = file && existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  const find = finderOf([...noted, PERSON.name.ar, PERSON.name.en, PERSON.visaNumber, ...PERSON.passportNumbers]);
  const files = [...globSync('logs/**/*.log', { cwd: dataDir }), 'outputs.json'];
  return [
    ...find(output).map((value) => `${value} in what the process says`),
    ...files.flatMap((name) => {
      const path = join(dataDir, name);
      return existsSync(path) ? find(readFileSync(path, 'utf8')).map((value) => `${value} in ${name}`) : [];
    }),
  ];
}

/** What people put between the digits of a number, and forms instead of a blank; no dot, which decimals have. */
const SEPARATORS = String.raw`[ \t\u00a0()+\-\u2000-\u2015\u202a-\u202f\u2060-\u2069\u2212]{1,3}`;
const SEPARATED_NUMBER = new RegExp(String.raw`(?<![0-9a-z])\d+(?:${SEPARATORS}\d+)+(?![0-9a-z])`, 'g');
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** The longest way to write a number: as it is dialled from abroad. */
const MAX_DIGITS = 20;

/**
 * Finds values in texts: words in any case, numbers in any digits, with separators and with or without their country's
 * code, addresses by what is before the at sign; escaped, as parts of web addresses and in base64 too. Numbers only as whole
 * ones: a long run of digits holds every short one by chance.
 */
export function finderOf(values: readonly string[]): (text: string) => string[] {
  const numbers = new Map<string, string>();
  const addresses = new Map<string, string>();
  const words = new Map<string, string>();
  for (const value of values) {
    const digits = value.replace(/^\+/, '');
    if (/^\d{8,}$/.test(digits)) {
      numbers.set(digits, value);
      if (digits.startsWith('966')) {
        const national = digits.slice(3);
        for (const dialled of [national, `0${national}`, `00${digits}`]) numbers.set(dialled, value);
      }
    } else if (value.includes('@')) addresses.set(value.slice(0, value.indexOf('@')).toLowerCase(), value);
    else {
      const word = toAsciiDigits(value).toLowerCase();
      words.set(word, value).set(word.replaceAll(' ', '+'), value);
    }
  }
  return (text) => {
    const found = new Set<string>();
    for (const reading of readingsOf(text)) {
      const plain = toAsciiDigits(reading).toLowerCase();
      for (const digits of numbersIn(plain)) found.add(numbers.get(digits) ?? '');
      for (const [word] of plain.matchAll(/[a-z0-9][a-z0-9.+_-]*(?=@)/g)) found.add(addresses.get(word) ?? '');
      for (const [word, value] of words) if (plain.includes(word)) found.add(value);
    }
    found.delete('');
    return [...found];
  };
}

/** A text as it is, with its escapes undone, and what of it is base64. */
function readingsOf(text: string): string[] {
  const plain = text
    .replace(/\\u([0-9a-f]{4})/gi, (_escape, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\[nrt]/g, '\n')
    .replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
      try {
        return decodeURIComponent(escapes);
      } catch {
        return escapes;
      }
    });
  // Once for each alphabet: a slash may be a part of the one and stand before the other.
  const encoded = [/[\w-]{12,}/g, /[A-Za-z0-9+/]{12,}/g].flatMap((alphabet) => plain.match(alphabet) ?? []);
  const decoded = encoded.map((token) => Buffer.from(token, 'base64').toString()).join('\n');
  return [...new Set([text, plain, decoded])];
}

/** The whole numbers of a text, in one piece or in several. */
function* numbersIn(text: string): Generator<string> {
  for (const [digits] of text.matchAll(/\d{8,}/g)) yield digits;
  // Groups of an identifier are no groups of a number.
  for (const [run] of text.replace(UUID, 'x').matchAll(SEPARATED_NUMBER)) {
    const groups = run.match(/\d+/g) ?? [];
    for (let first = 0; first < groups.length; first += 1) {
      let digits = '';
      for (let next = first; next < groups.length && digits.length < MAX_DIGITS; next += 1) {
        digits += groups[next];
        yield digits;
      }
    }
  }
}
