import { SESClient } from '@aws-sdk/client-ses';
import type { Keys } from '../../shared/keys.ts';
import { renderEmailText } from '../../shared/messages/render.ts';
import type { SenderDeps } from '../../shared/notifications/deliver.ts';
import type { Send } from '../../shared/notifications/provider.ts';
import { createSenderDeps, type SenderClients } from '../../shared/notifications/sender.ts';
import { unsubscribeToken } from '../../shared/notifications/unsubscribe-token.ts';
import { PROVIDER_CLIENT } from '../../shared/providers/aws.ts';
import { type EmailSource, sendThroughSes } from '../../shared/providers/ses/send.ts';
import type { Env } from './env.ts';

/** Everything real. Tests hand in the clients that they watch. */
export function createDeps(
  env: Env,
  { ses = new SESClient(PROVIDER_CLIENT), ...clients }: SenderClients & { readonly ses?: SESClient } = {},
): Promise<SenderDeps> {
  const createSend = (keys: Keys): Send => {
    const source: EmailSource = {
      from: env.EMAIL_FROM,
      fromName: env.EMAIL_FROM_NAME,
      configurationSet: env.EMAIL_CONFIGURATION_SET,
      unsubscribeUrl: (notification) => `${env.API_URL}/v1/unsubscribe/${unsubscribeToken(keys, notification)}`,
    };
    return (outgoing) => sendThroughSes(ses, source, outgoing);
  };
  return createSenderDeps(env, { channel: 'email', render: renderEmailText }, createSend, clients);
}
