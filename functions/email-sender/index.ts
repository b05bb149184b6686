import { SESClient } from '@aws-sdk/client-ses';
import { PROVIDER_CLIENT, senderHandler } from '../../shared/delivery/sender.ts';
import { env } from './env.ts';
import { sendThroughSes } from './ses.ts';

const ses = new SESClient(PROVIDER_CLIENT);

export const handler = await senderHandler(env, sendThroughSes.bind(undefined, ses, env.EMAIL_FROM));
