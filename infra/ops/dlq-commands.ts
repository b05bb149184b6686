import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { batchesOf } from '../../shared/batches.ts';
import { SECOND_MS } from '../../shared/domain/time.ts';
import { MAX_BATCH } from '../../shared/queue/queues.ts';
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
import { countMessages } from './receive.ts';
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
  await withSelected(system, queue, { selection, signal, secondsEach: 0 }, async ({ deadLetters, visible }) => {
    const shown = deadLetters.map((deadLetter) => ({
      messageId: deadLetter.messageId,
      sentAt: deadLetter.sentAt,
      receiveCount: deadLetter.receiveCount,
      ...(deadLetter.sourceArn && { movedFrom: deadLetter.sourceArn.slice(deadLetter.sourceArn.lastIndexOf(':') + 1) }),
      about: aboutOf(queue, deadLetter),
      attributes: Object.fromEntries(
        SHOWN_ATTRIBUTES.flatMap((name) => {
          const value = deadLetter.attributes[name];
          return value === undefined ? [] : [[name, value]];
        }),
      ),
      ...(command.body && { body: deadLetter.body }),
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
  await withSelected(system, queue, options, async ({ deadLetters, deleteReceived }) => {
    if (command.dryRun) {
      console.log(
        table([
          ['message', 'reason', 'about', 'goes to'],
          ...deadLetters.map((deadLetter) => [
            deadLetter.messageId,
            printable(reasonOf(deadLetter)),
            aboutOf(queue, deadLetter),
            nameOfDestination(system, queue, deadLetter),
          ]),
        ]),
      );
      console.log(`\n${count(deadLetters.length, 'message')} would be redriven.`);
      return;
    }
    const toldPlaces = new Map<string, number>();
    const failures: string[] = [];
    const undeleted: string[] = [];
    let sentCount = 0;
    const bar = progressBar(`redrive ${queue}`, deadLetters.length);
    const startedAt = Date.now();
    try {
      // At ten a batch as far as the rate allows; a dispatcher is invoked once at a time.
      const size = queue === 'schedule' || queue === 'daily-schedule' ? 1 : Math.min(MAX_BATCH, rate);
      for (const [index, batch] of batchesOf(deadLetters, size).entries()) {
        const dueAt = startedAt + (index * size * SECOND_MS) / rate;
        await sleep(Math.max(0, dueAt - Date.now()), undefined, { signal }).catch(() => undefined);
        if (signal.aborted || failures.length >= MAX_FAILURES) break;
        const stillHidden = batch.filter(isStillHidden);
        const outcomes = await Promise.allSettled(stillHidden.map((deadLetter) => sendBack(system, queue, deadLetter)));
        const sent = stillHidden.filter((deadLetter, position) => {
          const outcome = outcomes[position];
          if (outcome?.status === 'fulfilled') return true;
          failures.push(`${deadLetter.messageId}: ${explain(outcome?.reason)}`);
          return false;
        });
        for (const deadLetter of sent) {
          const place = nameOfDestination(system, queue, deadLetter);
          toldPlaces.set(place, (toldPlaces.get(place) ?? 0) + 1);
        }
        sentCount += sent.length;
        for (const { deadLetter, code } of await deleteReceived(sent))
          undeleted.push(`${deadLetter.messageId}: ${code}`);
        bar.add(batch.length);
      }
    } finally {
      bar.stop();
    }
    const places = [...toldPlaces].map(([place, number]) => `${number} to ${place}`).join(', ');
    console.log(`${count(sentCount, 'message')} of ${queue} redriven${places && `: ${places}`}.`);
    const left = deadLetters.length - sentCount - failures.length;
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
  await withSelected(system, queue, options, async ({ deadLetters, deleteReceived }) => {
    if (deadLetters.length === 0) {
      console.log(`Nothing of ${queue} to discard.`);
      return;
    }
    if (
      !isConfirmed &&
      !(await isAgreed(`Delete ${count(deadLetters.length, 'message')} of ${queue} for good?`, signal))
    ) {
      throw new Error('nothing was deleted');
    }
    if (save) saveLines(save, deadLetters);
    const undeleted: string[] = [];
    let deletedCount = 0;
    const bar = progressBar(`discard ${queue}`, deadLetters.length);
    try {
      for (const batch of batchesOf(deadLetters.filter(isStillHidden), MAX_BATCH)) {
        if (signal.aborted) break;
        const failed = await deleteReceived(batch);
        for (const { deadLetter, code } of failed) undeleted.push(`${deadLetter.messageId}: ${code}`);
        deletedCount += batch.length - failed.length;
        bar.add(batch.length);
      }
    } finally {
      bar.stop();
    }
    console.log(`${count(deletedCount, 'message')} of ${queue} discarded${save ? `, saved in ${save}` : ''}.`);
    tellUndeleted(undeleted, 'could not be deleted');
    if (deletedCount < deadLetters.length && !signal.aborted) {
      throw new Error(`${count(deadLetters.length - deletedCount, 'message')} left: run the command again`);
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
  await withSelected(system, name, { selection: {}, signal, secondsEach: 0 }, async ({ deadLetters }) => {
    for (const deadLetter of deadLetters) {
      const reason = reasonOf(deadLetter);
      reasons[reason] = (reasons[reason] ?? 0) + 1;
      if (oldest === undefined || deadLetter.sentAt < oldest) oldest = deadLetter.sentAt;
    }
  });
  return { oldest, reasons };
}

/** Sends a message to where it belongs. Resolves once it was taken there. */
async function sendBack(
  { sqs, lambda, outputs }: System,
  name: DeadLetterQueueName,
  deadLetter: DeadLetter,
): Promise<void> {
  const destination = destinationOf(name, deadLetter, outputs);
  if ('queueUrl' in destination) {
    const { queueUrl, groupId } = destination;
    // Without the attributes: they would still be there if it failed for another reason.
    await sqs.send(
      new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: deadLetter.body, MessageGroupId: groupId }),
    );
    return;
  }
  // Waited for: a failure leaves the message where it is, where an invocation for later would add another one.
  const { FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: destination.functionName, Payload: Buffer.from(deadLetter.body) }),
  );
  if (FunctionError) throw new Error('the function failed: see its log');
}

/** What a destination is called in the outputs. */
function nameOfDestination({ outputs }: System, name: DeadLetterQueueName, deadLetter: DeadLetter): string {
  const destination = destinationOf(name, deadLetter, outputs);
  const value = 'queueUrl' in destination ? destination.queueUrl : destination.functionName;
  return Object.keys(outputs).find((output) => outputs[output] === value) ?? value;
}

function tellUndeleted(undeleted: readonly string[], what: string): void {
  if (undeleted.length > 0) console.error(`${count(undeleted.length, 'message')} ${what}\n${undeleted.join('\n')}`);
}

/** Writes messages to a new file for the operator's eyes only. */
function saveLines(path: string, deadLetters: readonly DeadLetter[]): void {
  const lines = deadLetters.map(({ messageId, sentAt, attributes, body }) =>
    JSON.stringify({ messageId, sentAt, attributes, body }),
  );
  saveForOwner(path, lines.map((line) => `${line}\n`).join(''));
}
