/**
 * Values that must not show up where they do not belong: every person, number and address that end-to-end tests make up
 * is noted in one file, and whoever ends a system looks for them in what it wrote.
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

/** Has values noted in a file from here on, in this process and those that it starts. */
export function noteCanariesIn(file: string): void {
  process.env[VARIABLE] = file;
}

/** Whether values are noted already. */
export function areCanariesNoted(): boolean {
  return process.env[VARIABLE] !== undefined;
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

/**
 * Finds values in texts. Numbers only as whole ones, also in other digits, escaped, or without the country's code: a long
 * run of digits holds every short one by chance.
 */
export function finderOf(values: readonly string[]): (text: string) => string[] {
  const numbers = new Map<string, string>();
  const addresses = new Map<string, string>();
  const words: string[] = [];
  for (const value of values) {
    const digits = value.replace(/^\+/, '');
    if (/^\d{8,}$/.test(digits)) {
      numbers.set(digits, value);
      if (digits.startsWith('966')) numbers.set(digits.slice(3), value).set(`0${digits.slice(3)}`, value);
    } else if (value.includes('@')) addresses.set(value.slice(0, value.indexOf('@')).toLowerCase(), value);
    else words.push(value);
  }
  return (text) => {
    const plain = toAsciiDigits(text);
    const found = new Set<string>();
    for (const [run] of plain.matchAll(/\d{8,}/g)) found.add(numbers.get(run) ?? '');
    for (const [word] of plain.toLowerCase().matchAll(/[a-z0-9][a-z0-9.+_-]*(?=@|%40|\\u0040)/g)) {
      found.add(addresses.get(word) ?? '');
    }
    for (const word of words) if (spellingsOf(word).some((spelling) => text.includes(spelling))) found.add(word);
    found.delete('');
    return [...found];
  };
}

/** A text as it is, in JSON with escapes, and in an address. */
function spellingsOf(text: string): string[] {
  const escaped = text.replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return [...new Set([text, escaped, encodeURIComponent(text)])];
}
