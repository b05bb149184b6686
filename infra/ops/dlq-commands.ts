import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { SECOND_MS } from '../../shared/domain/time.ts';
import type { CommandOf } from './arguments.ts';
import {
  aboutOf,
  DEAD_LETTER_QUEUES,
  type DeadLetter,
  type DeadLetterQueueName,
  destinationOf,
  reasonOf,
  urlOf,
} from './dead-letter-queues.ts';
import { count, isAgreed, printable, progressBar, saveForOwner, table } from './output.ts';
import { batchesOf, countMessages, MAX_BATCH } from './receive.ts';
import { isStillHidden, withSelected } from './selection.ts';
import { explain, type System } from './system.ts';

/** Time for an operator to answer. */
const ANSWER_SECONDS = 300;
/** What failed so often fails for a reason that the rest shares. */
const MAX_FAILURES = 10;
/** The attributes that say why a message is here: ours, then those of EventBridge, the scheduler and Lambda. */
const SHOWN_ATTRIBUTES = [
  'reason',
  'detail',
  'failedAt',
  'ERROR_CODE',
  'ERROR_MESSAGE',
  'EXHAUSTED_RETRY_CONDITION',
  'RULE_ARN',
  'SCHEDULE_ARN',
  'ErrorCode',
  'ErrorMessage',
];

/** `dlq list`: every dead-letter queue of the deployment, and how many messages it has. */
export async function list(system: System, command: CommandOf<'list'>, signal: AbortSignal): Promise<void> {
  const rows = [];
  for (const name of DEAD_LETTER_QUEUES) {
    const url = urlOf(name, system.outputs);
    if (!url) continue;
    const counts = await countMessages(system.sqs, url);
    const look = command.reasons && !signal.aborted ? await lookInto(system, name, signal) : undefined;
    rows.push({ name, ...counts, ...look });
  }
  if (command.json) {
    console.log(JSON.stringify(rows, null, 2));
    return;
  }
  const more = command.reasons ? ['oldest', 'reasons'] : [];
  console.log(
    table([
      ['dead letters of', 'visible', 'in flight', ...more],
      ...rows.map(({ name, visible, inFlight, oldest = '', reasons = {} }) => {
        const whys = Object.entries(reasons).map(([reason, number]) => `${printable(reason)} ${number}`);
        return [name, String(visible), String(inFlight), oldest, whys.join(', ')];
      }),
    ]),
  );
}

/** `dlq show`: messages of a queue, without their bodies unless these are asked for. */
export async function show(system: System, command: CommandOf<'show'>, signal: AbortSignal): Promise<void> {
  const { queue, selection } = command;
  await withSelected(system, queue, { selection, signal, secondsEach: 0 }, async ({ letters, visible }) => {
    const shown = letters.map((letter) => ({
      messageId: letter.messageId,
      sentAt: letter.sentAt,
      receiveCount: letter.receiveCount,
      ...(letter.sourceArn && { movedFrom: letter.sourceArn.slice(letter.sourceArn.lastIndexOf(':') + 1) }),
      about: aboutOf(queue, letter),
      attributes: Object.fromEntries(
        SHOWN_ATTRIBUTES.flatMap((name) => {
          const value = letter.attributes[name];
          return value === undefined ? [] : [[name, value]];
        }),
      ),
      ...(command.body && { body: letter.body }),
    }));
    if (command.json) {
      console.log(JSON.stringify(shown, null, 2));
      return;
    }
    for (const { messageId, sentAt, receiveCount, attributes, ...rest } of shown) {
      console.log(`${messageId}  sent ${sentAt}, received ${count(receiveCount, 'time')}`);
      const facts = Object.entries({ ...attributes, ...rest });
      console.log(`${table(facts.map(([name, value]) => [`  ${name}`, printable(value)]))}\n`);
    }
    console.log(`${count(shown.length, 'message')} of about ${Math.max(visible, shown.length)} of ${queue}.`);
  });
}

/** `dlq redrive`: messages back to where they belong; each is sent, and deleted only then. */
export async function redrive(system: System, command: CommandOf<'redrive'>, signal: AbortSignal): Promise<void> {
  const { queue, selection, rate } = command;
  const options = { selection, signal, secondsEach: command.dryRun ? 0 : 1 / rate };
  await withSelected(system, queue, options, async ({ letters, deleteTaken }) => {
    if (command.dryRun) {
      console.log(
        table([
          ['message', 'reason', 'about', 'goes to'],
          ...letters.map((letter) => [
            letter.messageId,
            printable(reasonOf(letter)),
            aboutOf(queue, letter),
            nameOfDestination(system, queue, letter),
          ]),
        ]),
      );
      console.log(`\n${count(letters.length, 'message')} would be redriven.`);
      return;
    }
    const toldPlaces = new Map<string, number>();
    const failures: string[] = [];
    const undeleted: string[] = [];
    let sentCount = 0;
    const bar = progressBar(`redrive ${queue}`, letters.length);
    const startedAt = Date.now();
    try {
      // At ten a batch as far as the rate allows; the dispatcher is invoked once at a time.
      const size = queue === 'schedule' ? 1 : Math.min(MAX_BATCH, rate);
      for (const [index, batch] of batchesOf(letters, size).entries()) {
        const dueAt = startedAt + (index * size * SECOND_MS) / rate;
        await sleep(Math.max(0, dueAt - Date.now()), undefined, { signal }).catch(() => undefined);
        if (signal.aborted || failures.length >= MAX_FAILURES) break;
        const stillHidden = batch.filter(isStillHidden);
        const outcomes = await Promise.allSettled(stillHidden.map((letter) => sendBack(system, queue, letter)));
        const sent = stillHidden.filter((letter, position) => {
          const outcome = outcomes[position];
          if (outcome?.status === 'fulfilled') return true;
          failures.push(`${letter.messageId}: ${explain(outcome?.reason)}`);
          return false;
        });
        for (const letter of sent) {
          const place = nameOfDestination(system, queue, letter);
          toldPlaces.set(place, (toldPlaces.get(place) ?? 0) + 1);
        }
        sentCount += sent.length;
        for (const { letter, code } of await deleteTaken(sent)) undeleted.push(`${letter.messageId}: ${code}`);
        bar.add(batch.length);
      }
    } finally {
      bar.stop();
    }
    const places = [...toldPlaces].map(([place, number]) => `${number} to ${place}`).join(', ');
    console.log(`${count(sentCount, 'message')} of ${queue} redriven${places && `: ${places}`}.`);
    const left = letters.length - sentCount - failures.length;
    if (left > 0 && !signal.aborted) failures.push(`${count(left, 'message')} left for the next time`);
    tellUndeleted(undeleted, 'were sent but are still there: redriving them again does no harm');
    if (failures.length > 0) throw new Error(`not redriven:\n${failures.join('\n')}`);
    if (undeleted.length > 0) process.exitCode = 1;
  });
}

/** `dlq discard`: deletes messages for good, after they were saved and an operator said yes. */
export async function discard(system: System, command: CommandOf<'discard'>, signal: AbortSignal): Promise<void> {
  const { queue, selection, save, isConfirmed } = command;
  const options = { selection, signal, secondsEach: 0, spareSeconds: isConfirmed ? 0 : ANSWER_SECONDS };
  await withSelected(system, queue, options, async ({ letters, deleteTaken }) => {
    if (letters.length === 0) {
      console.log(`Nothing of ${queue} to discard.`);
      return;
    }
    if (!isConfirmed && !(await isAgreed(`Delete ${count(letters.length, 'message')} of ${queue} for good?`, signal))) {
      throw new Error('nothing was deleted');
    }
    if (save) saveLines(save, letters);
    const undeleted: string[] = [];
    let deletedCount = 0;
    const bar = progressBar(`discard ${queue}`, letters.length);
    try {
      for (const batch of batchesOf(letters.filter(isStillHidden))) {
        if (signal.aborted) break;
        const failed = await deleteTaken(batch);
        for (const { letter, code } of failed) undeleted.push(`${letter.messageId}: ${code}`);
        deletedCount += batch.length - failed.length;
        bar.add(batch.length);
      }
    } finally {
      bar.stop();
    }
    console.log(`${count(deletedCount, 'message')} of ${queue} discarded${save ? `, saved in ${save}` : ''}.`);
    tellUndeleted(undeleted, 'could not be deleted');
    if (deletedCount < letters.length && !signal.aborted) {
      throw new Error(`${count(letters.length - deletedCount, 'message')} left: run the command again`);
    }
  });
}

/** Why messages are in a queue, and when the oldest was sent. */
async function lookInto(
  system: System,
  name: DeadLetterQueueName,
  signal: AbortSignal,
): Promise<{ oldest?: string; reasons: Record<string, number> }> {
  let oldest: string | undefined;
  const reasons: Record<string, number> = {};
  await withSelected(system, name, { selection: {}, signal, secondsEach: 0 }, async ({ letters }) => {
    for (const letter of letters) {
      const reason = reasonOf(letter);
      reasons[reason] = (reasons[reason] ?? 0) + 1;
      if (oldest === undefined || letter.sentAt < oldest) oldest = letter.sentAt;
    }
  });
  return { oldest, reasons };
}

/** Sends a message to where it belongs. Resolves once it was taken there. */
async function sendBack(
  { sqs, lambda, outputs }: System,
  name: DeadLetterQueueName,
  letter: DeadLetter,
): Promise<void> {
  const destination = destinationOf(name, letter, outputs);
  if ('queueUrl' in destination) {
    const { queueUrl, groupId } = destination;
    // Without the attributes: they would still be there if it failed for another reason.
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: letter.body, MessageGroupId: groupId }));
    return;
  }
  // Waited for: a failure leaves the message where it is, where an invocation for later would add another one.
  const { FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: destination.functionName, Payload: Buffer.from(letter.body) }),
  );
  if (FunctionError) throw new Error('the function failed: see its log');
}

/** What a destination is called in the outputs. */
function nameOfDestination({ outputs }: System, name: DeadLetterQueueName, letter: DeadLetter): string {
  const destination = destinationOf(name, letter, outputs);
  const value = 'queueUrl' in destination ? destination.queueUrl : destination.functionName;
  return Object.keys(outputs).find((output) => outputs[output] === value) ?? value;
}

function tellUndeleted(undeleted: readonly string[], what: string): void {
  if (undeleted.length > 0) console.error(`${count(undeleted.length, 'message')} ${what}\n${undeleted.join('\n')}`);
}

/** Writes messages to a new file for the operator's eyes only. */
function saveLines(path: string, letters: readonly DeadLetter[]): void {
  const lines = letters.map(({ messageId, sentAt, attributes, body }) =>
    JSON.stringify({ messageId, sentAt, attributes, body }),
  );
  saveForOwner(path, lines.map((line) => `${line}\n`).join(''));
}
