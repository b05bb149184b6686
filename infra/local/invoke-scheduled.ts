import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { LocalClients } from './clients.ts';

/**
 * Invokes a dispatcher as its schedule would, for any day, also one to come.
 *
 * @param at the scheduled time: any instant with an offset
 * @returns the date in Riyadh that the run is of
 * @throws Error in the words of the dispatcher when it fails
 */
export async function invokeScheduled(
  lambda: LocalClients['lambda'],
  functionName: string | undefined,
  at: string,
): Promise<string> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({
      FunctionName: functionName,
      // A trial may be of any day, also of a day to come.
      Payload: Buffer.from(JSON.stringify({ scheduledTime: at, trial: true })),
    }),
  );
  const answer = Payload ? Buffer.from(Payload).toString('utf8') : '';
  if (FunctionError) throw new Error(`the dispatcher failed: ${answer}`);
  const { date } = JSON.parse(answer) as { date: string };
  return date;
}
