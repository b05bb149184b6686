import type { ParseArgsOptionsConfig } from 'node:util';
import * as z from 'zod';
import { messageOf, parseWords, UsageError, wholeNumber } from '../../shared/command-line.ts';
import { normaliseNumber } from '../../shared/domain/digits.ts';
import { parseIdentityNumber } from '../../shared/domain/identity-number.ts';
import { type EstablishmentId, establishmentIdSchema, type IdentityNumber } from '../../shared/domain/ids.ts';
import { DEAD_LETTER_QUEUES, type DeadLetterQueueName, RETRIES_EXHAUSTED } from './dead-letter-queues.ts';
import { withoutDigits } from './output.ts';
import type { Selection } from './selection.ts';

const QUEUE_NAMES = DEAD_LETTER_QUEUES.join(', ');
const MAX_RATE = 1000;
const DEFAULT_RATE = 20;
const DEFAULT_SHOWN = 10;
/** Without npm, which prints the arguments of what it runs, and keeps them in its logs. */
const PERSON_COMMAND = 'node_modules/.bin/node infra/ops/main.ts';

/** Where the command runs. */
export interface Place {
  /** The outputs file when none is named. */
  readonly defaultOutputs: string;
  /** Whether there is somebody to ask. */
  readonly isTerminal: boolean;
}

const flag = (help: string) => ({ type: 'boolean', help }) as const;
const one = (value: string, help: string) => ({ type: 'string', value, help }) as const;
const many = (value: string, help: string) =>
  ({ type: 'string', multiple: true, value, help: `${help}; may be given many times` }) as const;

const COMMON = {
  outputs: one(
    'FILE',
    'the outputs of the stack, as cdk deploy --outputs-file writes them\n(default: outputs.json in DATA_DIR, which is .local, of the local system)',
  ),
  help: { ...flag('says this'), short: 'h' },
} as const;
const SELECTION = {
  id: many('ID', 'only the message with this id'),
  reason: one(
    'SLUG',
    `only messages with this reason or error code, as list --reasons counts them;\n${RETRIES_EXHAUSTED} are those that SQS moved there without one`,
  ),
};
const LIMIT = 'so many at the most';
const PERSON = {
  identity: one('N', "the person's identity number; digits of any kind, spaces and hyphens do no harm"),
  establishment: many('N', 'only what this establishment has, also where its affiliation was erased before'),
};
const YES = flag('does not ask; needed where there is no terminal to ask on');

/** A command: how it is called, what it does, its options, and what a command line of it asks for. */
function define<A extends string, T extends ParseArgsOptionsConfig & Described, C>(
  action: A,
  usage: string,
  about: string,
  own: T,
  read: (values: ReturnType<typeof parse<T>>['values'], names: readonly string[], place: Place) => C,
) {
  const options = { ...own, ...COMMON };
  return {
    usage,
    help: `${about}\n\nUsage: ${usage}\n\n${helpOf(options)}`,
    read: (words: readonly string[], place: Place) => {
      const { values, positionals } = parse(words, options);
      const { outputs = place.defaultOutputs } = values as { outputs?: string };
      return { action, outputs, ...read(values, positionals, place) };
    },
  };
}

/** Options with their line of help, and what their values are called; a flag has none. */
type Described = Readonly<Record<string, { readonly value?: string; readonly help: string }>>;
const INDENT = 18;

function helpOf(options: Described): string {
  const lines = Object.entries(options).map(([name, { value, help }]) => {
    const term = `  --${name}${value ? ` ${value}` : ''}`;
    const gap = term.length < INDENT ? ' '.repeat(INDENT - term.length) : `\n${' '.repeat(INDENT)}`;
    return `${term}${gap}${help.replaceAll('\n', `\n${' '.repeat(INDENT)}`)}`;
  });
  return `${lines.join('\n')}

The outputs of a local system lead to that system. For a deployed one AWS credentials are taken from where AWS tools
take them (AWS_PROFILE and the like), and the region from the outputs.`;
}

const COMMANDS = {
  'dlq list': define(
    'list',
    'npm run ops -- dlq list [--reasons] [--json]',
    'Lists the dead-letter queues and how many messages each has.',
    {
      reasons: flag(
        'reads the messages too, and says why they are there and since when; others do not see them meanwhile',
      ),
      json: flag('for machines'),
    },
    ({ reasons = false, json = false }, names) => {
      if (names.length > 0) throw new UsageError('dlq list takes no name: it lists all queues');
      return { reasons, json };
    },
  ),
  'dlq show': define(
    'show',
    'npm run ops -- dlq show NAME [--id ID ... | [--reason SLUG] [--limit N]] [--body] [--json]',
    `Shows messages of a dead-letter queue and takes nothing away; others do not see them for some seconds.
NAME is one of ${QUEUE_NAMES}.`,
    {
      ...SELECTION,
      limit: one('N', `${LIMIT} (default: ${DEFAULT_SHOWN})`),
      body: flag('the bodies too: they hold identity numbers and addresses'),
      json: flag('for machines'),
    },
    ({ body = false, json = false, ...values }, names) => {
      const selection = selectionOf(values);
      const limit = selection.limit ?? (selection.ids ? undefined : DEFAULT_SHOWN);
      return { queue: queueOf(names), selection: { ...selection, limit }, body, json };
    },
  ),
  'dlq redrive': define(
    'redrive',
    'npm run ops -- dlq redrive NAME [--id ID ... | [--reason SLUG] [--limit N]] [--rate N] [--dry-run]',
    `Sends messages of a dead-letter queue back to where they belong; those of a schedule invoke its dispatcher. It
sends each message first and deletes it then, so that none is lost; a message that is processed twice does no harm.
Messages that arrive after it began to send stay. NAME is one of ${QUEUE_NAMES}.`,
    {
      ...SELECTION,
      limit: one('N', LIMIT),
      rate: one('N', `so many a second, 1 to ${MAX_RATE} (default: ${DEFAULT_RATE})`),
      'dry-run': flag('only says what would go where'),
    },
    ({ rate = String(DEFAULT_RATE), 'dry-run': dryRun = false, ...values }, names) => ({
      queue: queueOf(names),
      selection: selectionOf(values),
      rate: wholeNumber('--rate', rate, 1, MAX_RATE),
      dryRun,
    }),
  ),
  'dlq discard': define(
    'discard',
    'npm run ops -- dlq discard NAME (--id ID ... | --reason SLUG | --all) [--save FILE] [--yes]',
    `Deletes messages of a dead-letter queue for good.\nNAME is one of ${QUEUE_NAMES}.`,
    {
      ...SELECTION,
      all: flag('every message of the queue'),
      save: one('FILE', 'first writes them to a new file that only you can read, a JSON object a line'),
      yes: YES,
    },
    ({ all = false, save, yes: isConfirmed = false, ...values }, names, { isTerminal }) => {
      const queue = queueOf(names);
      const selection = selectionOf(values);
      const isNarrowed = selection.ids !== undefined || selection.reason !== undefined;
      if (isNarrowed === all) throw new UsageError('dlq discard takes one of --id, --reason and --all');
      if (!isConfirmed && !isTerminal) {
        throw new UsageError('there is no terminal to ask on: say --yes to delete the messages for good');
      }
      return { queue, selection, save, isConfirmed };
    },
  ),
  export: define(
    'export',
    `${PERSON_COMMAND} export --identity N [--establishment N ...] [--json | --save FILE]`,
    `Finds everything that is stored about a person: for each establishment affiliation, name, nationality, passport (its
number is only kept masked), subscription, notifications and audit entries. Counts it; what it says is personal, and
is printed or saved where that is asked for. Addresses of recipients are masked, and who made a change is left out of
audit entries: both are data of others. Says what it cannot reach.`,
    {
      ...PERSON,
      json: flag('prints all of it, for the person or for machines'),
      save: one('FILE', 'the same into a new file that only you can read'),
    },
    ({ json = false, save, ...values }, names) => {
      if (json && save !== undefined) throw new UsageError('--json and --save do not go together');
      return { ...personOf('export', values, names), save, json };
    },
  ),
  erase: define(
    'erase',
    `${PERSON_COMMAND} erase --identity N [--establishment N ...] [--affiliated] [--dry-run] [--yes]`,
    `Deletes what is stored about a person, for good: affiliation, subscription, notifications, passport. Audit entries stay,
with a random reference in place of the identity number; messages on the way to recipients stay until they are sent or
given up. Says what it did, and what it cannot reach. Can be repeated.

The establishment is told nothing more of the person until the registry tells of a new start. So where the person still
belongs to an establishment nothing is deleted unless you say so.`,
    {
      ...PERSON,
      affiliated: flag('also where the person still belongs to the establishment'),
      'dry-run': flag('only says what would be deleted'),
      yes: YES,
    },
    ({ affiliated = false, 'dry-run': dryRun = false, yes: isConfirmed = false, ...values }, names, { isTerminal }) => {
      const person = personOf('erase', values, names);
      if (!isConfirmed && !dryRun && !isTerminal) {
        throw new UsageError('there is no terminal to ask on: say --yes to delete what is stored for good');
      }
      return { ...person, affiliated, dryRun, isConfirmed };
    },
  ),
  'index-people': define(
    'index-people',
    'npm run ops -- index-people',
    `Writes the rows by which establishments find their people, where they are missing or wrong: once after an update from a
version that had none. It reads the whole table, writes nothing else, and can be ended and run again at any point.`,
    {},
    (_values, names) => {
      if (names.length > 0) throw new UsageError('index-people takes no name: it looks at everybody');
      return {};
    },
  ),
};

/** What an operator asks for. */
export type Command =
  | { readonly action: 'help'; readonly text: string }
  | ReturnType<(typeof COMMANDS)[keyof typeof COMMANDS]['read']>;
/** A command by its action. */
export type CommandOf<A extends Command['action']> = Extract<Command, { action: A }>;

const OPS_HELP = `Looks after a system that runs, in the cloud or on this machine.

Usage: npm run ops -- <command> ...

  dlq           dead letters: list, show, redrive, discard
  export        everything that is stored about a person
  erase         deletes it
  index-people  lets establishments find people who were stored before search was

${helpOf(COMMON)}`;

const DLQ_HELP = `Looks after dead letters: messages that could not be processed. NAME is one of ${QUEUE_NAMES}.

Usage: ${Object.entries(COMMANDS)
  .flatMap(([name, { usage }]) => (name.startsWith('dlq ') ? [usage] : []))
  .join('\n       ')}

${helpOf(COMMON)}`;

/**
 * Reads the command line.
 *
 * @throws UsageError for a command line that makes no sense
 */
export function readCommand(args: readonly string[], place: Place): Command {
  const [first] = args;
  const isHelp = (word: string | undefined) => word === '--help' || word === '-h' || word === 'help';
  const [words, groupHelp] = first === 'dlq' ? [2, DLQ_HELP] : [1, OPS_HELP];
  const last = args[words - 1];
  if (isHelp(last)) return { action: 'help', text: groupHelp };
  const name = args.slice(0, words).join(' ');
  if (!Object.hasOwn(COMMANDS, name)) {
    throw new UsageError(`${last ? `${withoutDigits(name)} is no command` : 'a command is expected'}\n\n${groupHelp}`);
  }
  const command = COMMANDS[name as keyof typeof COMMANDS];
  const rest = args.slice(words);
  return rest.some(isHelp) ? { action: 'help', text: command.help } : command.read(rest, place);
}

const IDENTITY_PROBLEMS = {
  'bad-length': 'it takes ten digits',
  'citizen-number': 'it begins with 1, and nothing is kept about citizens',
  'bad-prefix': 'it begins with no digit that is known',
  'bad-check-digit': 'its check digit is wrong',
};

/** Whom it is about. What was typed is not said again: it would be in whatever records the command's output. */
function personOf(
  command: string,
  { identity, establishment = [] }: { identity?: string; establishment?: string[] },
  positionals: readonly string[],
): { identityNumber: IdentityNumber; establishmentIds: readonly EstablishmentId[] } {
  if (positionals.length > 0) throw new UsageError(`${command} takes no name: say --identity`);
  if (identity === undefined) throw new UsageError(`whom ${command} is about is expected: --identity`);
  const parsed = parseIdentityNumber(identity);
  if (!parsed.ok)
    throw new UsageError(`--identity takes the identity number of a person: ${IDENTITY_PROBLEMS[parsed.problem]}`);
  const establishmentIds = z.array(establishmentIdSchema).safeParse(establishment.map(normaliseNumber));
  if (!establishmentIds.success) {
    throw new UsageError('--establishment takes the number of an establishment: 7 and nine more digits');
  }
  return { identityNumber: parsed.identityNumber, establishmentIds: establishmentIds.data };
}

/** The command line that goes on with an erasure; of whom, the operator has to say again. */
export function eraseAgain(
  { affiliated, outputs }: { affiliated: boolean; outputs: string },
  establishmentIds: readonly EstablishmentId[],
): string {
  return [
    `${PERSON_COMMAND} erase --identity …`,
    ...establishmentIds.map((id) => `--establishment ${id}`),
    ...(affiliated ? ['--affiliated'] : []),
    `--outputs ${quoted(outputs)}`,
  ].join(' ');
}

/** A word as a shell takes it literally. */
function quoted(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function parse<T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseWords(args, options);
  } catch (error) {
    // It says again the option that it does not know.
    throw new UsageError(withoutDigits(messageOf(error)));
  }
}

function queueOf(positionals: readonly string[]): DeadLetterQueueName {
  const [name, ...more] = positionals;
  if (name === undefined) throw new UsageError(`the name of a queue is expected: ${QUEUE_NAMES}`);
  if (more.length > 0) throw new UsageError(`one queue at a time, not ${withoutDigits(positionals.join(' '))}`);
  const known = DEAD_LETTER_QUEUES.find((queue) => queue === name);
  if (!known) throw new UsageError(`there is no queue ${withoutDigits(name)}; the known ones are ${QUEUE_NAMES}`);
  return known;
}

function selectionOf(values: { id?: string[]; reason?: string; limit?: string }): Selection {
  const { id: ids, reason, limit } = values;
  if (ids && reason !== undefined) throw new UsageError('--id and --reason do not go together');
  if (ids && limit !== undefined) throw new UsageError('--id and --limit do not go together');
  return { ids, reason, limit: limit === undefined ? undefined : wholeNumber('--limit', limit) };
}
