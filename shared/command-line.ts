/** How every command of this project reads its command line. Nothing that is deployed uses it. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { normaliseNumber, toAsciiDigits } from './domain/digits.ts';

/** A command line that makes no sense; its message says in a sentence what would. */
export class UsageError extends Error {}

/** What a command takes. */
export interface CommandDefinition<T extends ParseArgsOptionsConfig> {
  /** How it is called, such as `npm run token`. */
  readonly name: string;
  /** What `--help` prints. */
  readonly help: string;
  readonly options: T;
  /** The positional arguments, such as `establishment number`, or `place?` where it may be left out; none when absent. */
  readonly positionals?: readonly string[];
}

const HELP = { help: { type: 'boolean', short: 'h' } } as const;

/** The values of a command line, by the options of its definition. */
type Values<T extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: T & typeof HELP; allowPositionals: true; allowNegative: true }>
>['values'];

/** A command line that was read. */
export interface CommandLine<T extends ParseArgsOptionsConfig> {
  readonly values: Values<T>;
  readonly positionals: readonly string[];
}

/**
 * Reads a command line; undefined when it asks for help.
 *
 * @throws UsageError for an option that is not known, a value that is missing, and arguments that are too many or too few
 */
export function readCommandLine<T extends ParseArgsOptionsConfig>(
  { options, positionals: expected = [] }: CommandDefinition<T>,
  args: readonly string[],
): CommandLine<T> | undefined {
  const { values, positionals } = parseWords(args, { ...options, ...HELP });
  if ((values as { help?: boolean }).help) return undefined;
  const [missing] = expected.slice(positionals.length);
  if (missing !== undefined && !missing.endsWith('?')) throw new UsageError(`${withArticle(missing)} is expected`);
  if (positionals.length > expected.length) {
    throw new UsageError(
      expected.length === 0
        ? `it takes options only, and not ${positionals.join(' ')}`
        : `it takes one ${expected.join(' and one ').replaceAll('?', '')}, and not ${positionals.slice(expected.length).join(' ')} as well`,
    );
  }
  return { values: values as Values<T>, positionals };
}

/** Parses words by a table of options. @throws UsageError for what the table does not have */
export function parseWords<T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseArgs({
      args: joinNegatives(args, options),
      options,
      allowPositionals: true,
      allowNegative: true,
      strict: true,
    });
  } catch (error) {
    throw new UsageError(sentenceOf(error));
  }
}

/** `--expires-in -1` as `--expires-in=-1`: Node takes what begins with a hyphen for an option. */
function joinNegatives(args: readonly string[], options: ParseArgsOptionsConfig): string[] {
  const joined: string[] = [];
  for (const word of args) {
    const option = joined.at(-1)?.match(/^--([^=]+)$/)?.[1];
    if (/^-\d/.test(word) && option !== undefined && options[option]?.type === 'string') {
      joined[joined.length - 1] += `=${word}`;
    } else joined.push(word);
  }
  return joined;
}

/** The first sentence of what Node says of a command line: what follows explains its own rules. */
function sentenceOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const [, option] = /'(-[^']*)'/.exec(message) ?? [];
  const [name = ''] = (option ?? '').split(/[ ,]/).filter((word) => word.startsWith('--'));
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `there is no option ${option}`;
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
    return / does not take an argument/.test(message)
      ? `${name || option} takes no value`
      : `${name || option} takes a value`;
  }
  return message;
}

function withArticle(what: string): string {
  return `${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what}`;
}

/** A whole number as typed, in any digits. @throws UsageError unless it lies within the limits */
export function wholeNumber(option: string, typed: string, min = 1, max = Number.MAX_SAFE_INTEGER): number {
  const digits = normaliseNumber(typed);
  const number = Number(digits);
  if (/^\d{1,16}$/.test(digits) && !typed.trim().startsWith('-') && number >= min && number <= max) return number;
  throw new UsageError(
    `${option} takes a whole number from ${min}${max < Number.MAX_SAFE_INTEGER ? ` to ${max}` : ''}`,
  );
}

/** An instant as typed, in any digits. @throws UsageError unless it is one, with its offset */
export function instant(option: string, typed: string): string {
  const text = toAsciiDigits(typed.trim()).toUpperCase();
  if (INSTANT.test(text) && !Number.isNaN(Date.parse(text)) && isCalendarDate(text.slice(0, 10))) return text;
  throw new UsageError(`${option} takes an instant with its offset, such as 2026-12-01T07:00:00+03:00`);
}

/** A calendar date as typed, in any digits. @throws UsageError unless there is such a day */
export function calendarDate(option: string, typed: string): string {
  const text = toAsciiDigits(typed.trim());
  if (isCalendarDate(text)) return text;
  throw new UsageError(`${option} takes a date, such as 2026-12-01`);
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  // Node takes the 31st of February for a day of March.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** One of several words. @throws UsageError that names them all */
export function oneOf<T extends string>(option: string, typed: string, known: readonly T[]): T {
  const found = known.find((word) => word === typed);
  if (found === undefined) throw new UsageError(`${option} takes one of ${known.join(', ')}`);
  return found;
}

/**
 * Runs a command: prints the help that is asked for, reads the command line, and turns errors into sentences. Ends with
 * status 2 for a command line that makes no sense, with 1 for whatever else went wrong.
 *
 * @param explain what an error means to the person at the terminal
 */
export async function runCommand<T extends ParseArgsOptionsConfig>(
  definition: CommandDefinition<T>,
  run: (line: CommandLine<T>) => Promise<void> | void,
  explain: (error: unknown) => string = messageOf,
): Promise<void> {
  try {
    await run(readOrEnd(definition, (line) => line));
  } catch (error) {
    end(definition, error, explain);
  }
}

/**
 * Reads the command line of this process, and what it means; ends the process where help is asked for, and where it makes
 * no sense. For scripts that go on at their top level.
 *
 * @param read throws {@link UsageError} for a value that makes no sense
 */
export function readOrEnd<T extends ParseArgsOptionsConfig, R>(
  definition: CommandDefinition<T>,
  read: (line: CommandLine<T>) => R,
): R {
  try {
    const line = readCommandLine(definition, process.argv.slice(2));
    if (line) return read(line);
  } catch (error) {
    end(definition, error, messageOf);
  }
  console.log(definition.help);
  process.exit(0);
}

function end({ name }: { readonly name: string }, error: unknown, explain: (error: unknown) => string): never {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n${name} -- --help says what it takes.`);
    process.exit(2);
  }
  console.error(explain(error));
  process.exit(1);
}

/** The message of an error, or whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
