import type { ParseArgsOptionsConfig } from 'node:util';
import { parseWords, UsageError, wholeNumber } from '../../shared/command-line.ts';
import { normaliseNumber } from '../../shared/domain/digits.ts';
import { ESTABLISHMENT_ID, parseIdentityNumber } from '../../shared/domain/identity-number.ts';
import { DEAD_LETTER_QUEUES, type DeadLetterQueueName, RETRIES_EXHAUSTED } from './dead-letter-queues.ts';
import { withoutDigits } from './output.ts';
import type { Selection } from './selection.ts';

/** What an operator asks for. */
export type Command =
  | { readonly action: 'help'; readonly text: string }
  | ({ readonly outputs: string } & (
      | { readonly action: 'list'; readonly reasons: boolean; readonly json: boolean }
      | (OfQueue & { readonly action: 'show'; readonly body: boolean; readonly json: boolean })
      | (OfQueue & { readonly action: 'redrive'; readonly rate: number; readonly dryRun: boolean })
      | (OfQueue & { readonly action: 'discard'; readonly save?: string; readonly isConfirmed: boolean })
      | (OfPerson & { readonly action: 'export'; readonly save?: string; readonly json: boolean })
      | (OfPerson & {
          readonly action: 'erase';
          readonly affiliated: boolean;
          readonly dryRun: boolean;
          readonly isConfirmed: boolean;
        })
    ));

interface OfQueue {
  readonly queue: DeadLetterQueueName;
  readonly selection: Selection;
}

interface OfPerson {
  readonly identityNumber: string;
  /** Only what these establishments have; of all where none is named. */
  readonly establishmentIds: readonly string[];
}

const NAMES = DEAD_LETTER_QUEUES.join(', ');
const MAX_RATE = 1000;
const DEFAULT_SHOWN = 10;

const COMMON_HELP = `  --outputs FILE  the outputs of the stack, as cdk deploy --outputs-file writes them
                  (default: outputs.json in DATA_DIR, which is .local, of the local system)
  --help          says this

The outputs of a local system lead to that system. For a deployed one AWS credentials are taken from where AWS tools
take them (AWS_PROFILE and the like), and the region from the outputs.`;

const SELECTION_HELP = `  --id ID         only the message with this id; may be given many times
  --reason SLUG   only messages with this reason or error code, as list --reasons counts them;
                  ${RETRIES_EXHAUSTED} are those that SQS moved there without one`;

const OPS_HELP = `Looks after a system that runs, in the cloud or on this machine.

Usage: npm run ops -- <command> ...

  dlq     dead letters: list, show, redrive, discard
  export  everything that is stored about a person
  erase   deletes it

${COMMON_HELP}`;

const DLQ_HELP = `Looks after dead letters: messages that could not be processed.

Usage: npm run ops -- dlq list [--reasons] [--json]
       npm run ops -- dlq show NAME [--id ID ... | [--reason SLUG] [--limit N]] [--body] [--json]
       npm run ops -- dlq redrive NAME [--id ID ... | [--reason SLUG] [--limit N]] [--rate N] [--dry-run]
       npm run ops -- dlq discard NAME (--id ID ... | --reason SLUG | --all) [--save FILE] [--yes]

NAME is one of ${NAMES}.

${COMMON_HELP}`;

const LIST_HELP = `Lists the dead-letter queues and how many messages each has.

Usage: npm run ops -- dlq list [--reasons] [--json]

  --reasons       reads the messages too, and says why they are there and since when; others do not see them meanwhile
  --json          for machines
${COMMON_HELP}`;

const SHOW_HELP = `Shows messages of a dead-letter queue and takes nothing away; others do not see them for some seconds.

Usage: npm run ops -- dlq show NAME [--id ID ... | [--reason SLUG] [--limit N]] [--body] [--json]

  NAME            ${NAMES}
${SELECTION_HELP}
  --limit N       so many at the most (default: ${DEFAULT_SHOWN})
  --body          the bodies too: they hold identity numbers and addresses
  --json          for machines
${COMMON_HELP}`;

const REDRIVE_HELP = `Puts messages of a dead-letter queue back to where they belong; those of the schedule invoke the scanner. Each is
sent first and deleted then, so that none is lost; what is done twice by that does no harm. What comes in after it
began to send stays.

Usage: npm run ops -- dlq redrive NAME [--id ID ... | [--reason SLUG] [--limit N]] [--rate N] [--dry-run]

  NAME            ${NAMES}
${SELECTION_HELP}
  --limit N       so many at the most
  --rate N        so many a second, 1 to ${MAX_RATE} (default: 20)
  --dry-run       only says what would go where
${COMMON_HELP}`;

const DISCARD_HELP = `Deletes messages of a dead-letter queue for good.

Usage: npm run ops -- dlq discard NAME (--id ID ... | --reason SLUG | --all) [--save FILE] [--yes]

  NAME            ${NAMES}
${SELECTION_HELP}
  --all           every message of the queue
  --save FILE     first writes them to a new file that only you can read, a JSON object a line
  --yes           does not ask; needed where there is no terminal to ask on
${COMMON_HELP}`;

/** Without npm, which prints the arguments of what it runs, and keeps them in its logs. */
const PERSON_COMMAND = 'node_modules/.bin/node infra/ops/main.ts';

const PERSON_HELP = `  --identity N    the person's identity number; digits of any kind, spaces and hyphens do no harm
  --establishment N
                  only what this establishment has, also where its affiliation was erased before; may be given many times`;

const EXPORT_HELP = `Finds everything that is stored about a person: for each establishment affiliation, name, nationality, passport (its
number is only kept masked), subscription, notifications and audit entries. Counts it; what it says is personal, and
is printed or saved where that is asked for. Addresses of recipients are masked, and who made a change is left out of
audit entries: both are data of others. Says what it cannot reach.

Usage: ${PERSON_COMMAND} export --identity N [--establishment N ...] [--json | --save FILE]

${PERSON_HELP}
  --json          prints all of it, for the person or for machines
  --save FILE     the same into a new file that only you can read
${COMMON_HELP}`;

const ERASE_HELP = `Deletes what is stored about a person, for good: affiliation, subscription, notifications, passport. Audit entries stay,
with a random reference in place of the identity number; messages on the way to recipients stay until they are sent or
given up. Says what it did, and what it cannot reach. Can be repeated.

The establishment is told nothing more of the person until the registry tells of a new start. So where the person still
belongs to an establishment nothing is deleted unless you say so.

Usage: ${PERSON_COMMAND} erase --identity N [--establishment N ...] [--affiliated] [--dry-run] [--yes]

${PERSON_HELP}
  --affiliated    also where the person still belongs to the establishment
  --dry-run       only says what would be deleted
  --yes           does not ask; needed where there is no terminal to ask on
${COMMON_HELP}`;

const HELP = { list: LIST_HELP, show: SHOW_HELP, redrive: REDRIVE_HELP, discard: DISCARD_HELP };

const COMMON = { outputs: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
const PERSON = { identity: { type: 'string' }, establishment: { type: 'string', multiple: true } } as const;
const SELECTION = { id: { type: 'string', multiple: true }, reason: { type: 'string' } } as const;

/**
 * Reads the command line.
 *
 * @param here.defaultOutputs the outputs file when none is named
 * @param here.isTerminal whether there is somebody to ask
 * @throws UsageError for what means nothing
 */
export function readCommand(args: readonly string[], here: { defaultOutputs: string; isTerminal: boolean }): Command {
  const [group, action, ...rest] = args;
  const isHelp = (word: string | undefined) => word === '--help' || word === '-h' || word === 'help';
  if (isHelp(group)) return { action: 'help', text: OPS_HELP };
  if (group === 'export' || group === 'erase') {
    const words = args.slice(1);
    if (words.some(isHelp)) return { action: 'help', text: group === 'export' ? EXPORT_HELP : ERASE_HELP };
    return group === 'export' ? readExport(words, here.defaultOutputs) : readErase(words, here);
  }
  if (group !== 'dlq')
    throw new UsageError(`${group ? `${withoutDigits(group)} is no command` : 'a command is expected'}\n\n${OPS_HELP}`);
  if (isHelp(action)) return { action: 'help', text: DLQ_HELP };
  if (action === undefined || !Object.hasOwn(HELP, action)) {
    throw new UsageError(
      `${action ? `dlq ${withoutDigits(action)} is no command` : 'a command is expected'}\n\n${DLQ_HELP}`,
    );
  }
  const known = action as keyof typeof HELP;
  if (rest.some((word) => word === '--help' || word === '-h')) return { action: 'help', text: HELP[known] };
  switch (known) {
    case 'list':
      return readList(rest, here.defaultOutputs);
    case 'show':
      return readShow(rest, here.defaultOutputs);
    case 'redrive':
      return readRedrive(rest, here.defaultOutputs);
    case 'discard':
      return readDiscard(rest, here);
  }
}

function readList(args: string[], defaultOutputs: string): Command {
  const { values, positionals } = parse(args, { ...COMMON, reasons: { type: 'boolean' }, json: { type: 'boolean' } });
  if (positionals.length > 0) throw new UsageError('dlq list takes no name: it lists all queues');
  const { outputs = defaultOutputs, reasons = false, json = false } = values;
  return { action: 'list', outputs, reasons, json };
}

function readShow(args: string[], defaultOutputs: string): Command {
  const { values, positionals } = parse(args, {
    ...COMMON,
    ...SELECTION,
    limit: { type: 'string' },
    body: { type: 'boolean' },
    json: { type: 'boolean' },
  });
  const { outputs = defaultOutputs, body = false, json = false } = values;
  const selection = selectionOf(values);
  const limit = selection.limit ?? (selection.ids ? undefined : DEFAULT_SHOWN);
  return { action: 'show', outputs, queue: queueOf(positionals), selection: { ...selection, limit }, body, json };
}

function readRedrive(args: string[], defaultOutputs: string): Command {
  const { values, positionals } = parse(args, {
    ...COMMON,
    ...SELECTION,
    limit: { type: 'string' },
    rate: { type: 'string', default: '20' },
    'dry-run': { type: 'boolean' },
  });
  return {
    action: 'redrive',
    outputs: values.outputs ?? defaultOutputs,
    queue: queueOf(positionals),
    selection: selectionOf(values),
    rate: wholeNumber('--rate', values.rate, 1, MAX_RATE),
    dryRun: values['dry-run'] ?? false,
  };
}

function readDiscard(args: string[], here: { defaultOutputs: string; isTerminal: boolean }): Command {
  const { values, positionals } = parse(args, {
    ...COMMON,
    ...SELECTION,
    all: { type: 'boolean' },
    save: { type: 'string' },
    yes: { type: 'boolean' },
  });
  const { outputs = here.defaultOutputs, all, save, yes: isConfirmed = false } = values;
  const queue = queueOf(positionals);
  const selection = selectionOf(values);
  const isNarrowed = selection.ids !== undefined || selection.reason !== undefined;
  if (isNarrowed === Boolean(all)) throw new UsageError('dlq discard takes one of --id, --reason and --all');
  if (!isConfirmed && !here.isTerminal) {
    throw new UsageError('there is no terminal to ask on: say --yes to delete the messages for good');
  }
  return { action: 'discard', outputs, queue, selection, save, isConfirmed };
}

function readExport(args: string[], defaultOutputs: string): Command {
  const { values, positionals } = parse(args, {
    ...COMMON,
    ...PERSON,
    json: { type: 'boolean' },
    save: { type: 'string' },
  });
  const { outputs = defaultOutputs, json = false, save } = values;
  if (json && save !== undefined) throw new UsageError('--json and --save do not go together');
  return { action: 'export', outputs, ...personOf('export', values, positionals), save, json };
}

function readErase(args: string[], here: { defaultOutputs: string; isTerminal: boolean }): Command {
  const { values, positionals } = parse(args, {
    ...COMMON,
    ...PERSON,
    affiliated: { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    yes: { type: 'boolean' },
  });
  const {
    outputs = here.defaultOutputs,
    affiliated = false,
    'dry-run': dryRun = false,
    yes: isConfirmed = false,
  } = values;
  const person = personOf('erase', values, positionals);
  if (!isConfirmed && !dryRun && !here.isTerminal) {
    throw new UsageError('there is no terminal to ask on: say --yes to delete what is stored for good');
  }
  return { action: 'erase', outputs, ...person, affiliated, dryRun, isConfirmed };
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
): OfPerson {
  if (positionals.length > 0) throw new UsageError(`${command} takes no name: say --identity`);
  if (identity === undefined) throw new UsageError(`whom ${command} is about is expected: --identity`);
  const parsed = parseIdentityNumber(identity);
  if (!parsed.ok)
    throw new UsageError(`--identity takes the identity number of a person: ${IDENTITY_PROBLEMS[parsed.problem]}`);
  const establishmentIds = establishment.map(normaliseNumber);
  if (!establishmentIds.every((id) => ESTABLISHMENT_ID.test(id))) {
    throw new UsageError('--establishment takes the number of an establishment: 7 and nine more digits');
  }
  return { identityNumber: parsed.identityNumber, establishmentIds };
}

/** The command line that goes on with an erasure; of whom, the operator has to say again. */
export function eraseAgain(
  { affiliated, outputs }: { affiliated: boolean; outputs: string },
  establishmentIds: readonly string[],
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

function parse<T extends ParseArgsOptionsConfig>(args: string[], options: T) {
  try {
    return parseWords(args, options);
  } catch (error) {
    // It says again the option that it does not know.
    throw new UsageError(withoutDigits(error instanceof Error ? error.message : String(error)));
  }
}

function queueOf(positionals: readonly string[]): DeadLetterQueueName {
  const [name, ...more] = positionals;
  if (name === undefined) throw new UsageError(`the name of a queue is expected: ${NAMES}`);
  if (more.length > 0) throw new UsageError(`one queue at a time, not ${withoutDigits(positionals.join(' '))}`);
  const known = DEAD_LETTER_QUEUES.find((queue) => queue === name);
  if (!known) throw new UsageError(`there is no queue ${withoutDigits(name)}; the known ones are ${NAMES}`);
  return known;
}

function selectionOf(values: { id?: string[]; reason?: string; limit?: string }): Selection {
  const { id: ids, reason, limit } = values;
  if (ids && reason !== undefined) throw new UsageError('--id and --reason do not go together');
  if (ids && limit !== undefined) throw new UsageError('--id and --limit do not go together');
  return { ids, reason, limit: limit === undefined ? undefined : wholeNumber('--limit', limit) };
}
