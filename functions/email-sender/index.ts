import { SESClient } from '@aws-sdk/client-ses';
import { PROVIDER_CLIENT, senderHandler } from '../../shared/delivery/sender.ts';
import { env } from './env.ts';
import { sendThroughSes } from './ses.ts';

const ses = new SESClient(PROVIDER_CLIENT);
const source = { from: env.EMAIL_FROM, configurationSet: env.EMAIL_CONFIGURATION_SET };

export const handler = await senderHandler(env, 'email', sendThroughSes.bind(undefined, ses, source));
