import { SESClient } from '@aws-sdk/client-ses';
import type { SenderDeps } from '../../shared/notifications/deliver.ts';
import { createSenderDeps, type SenderClients } from '../../shared/notifications/sender.ts';
import { PROVIDER_CLIENT } from '../../shared/providers/aws.ts';
import { sendThroughSes } from '../../shared/providers/ses/send.ts';
import type { Env } from './env.ts';

/** Everything real. Tests hand in the clients that they watch. */
export function createDeps(
  env: Env,
  { ses = new SESClient(PROVIDER_CLIENT), ...clients }: SenderClients & { readonly ses?: SESClient } = {},
): Promise<SenderDeps> {
  const source = { from: env.EMAIL_FROM, configurationSet: env.EMAIL_CONFIGURATION_SET };
  return createSenderDeps(env, 'email', (outgoing) => sendThroughSes(ses, source, outgoing), clients);
}
