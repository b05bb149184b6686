import { SESClient } from '@aws-sdk/client-ses';
import { PROVIDER_CLIENT, senderHandler } from '../../shared/notifications/sender.ts';
import { sendThroughSes } from '../../shared/providers/ses/send.ts';
import { env } from './env.ts';

const ses = new SESClient(PROVIDER_CLIENT);
const source = { from: env.EMAIL_FROM, configurationSet: env.EMAIL_CONFIGURATION_SET };

export const handler = await senderHandler(env, 'email', sendThroughSes.bind(undefined, ses, source));
