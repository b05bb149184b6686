import { SNSClient } from '@aws-sdk/client-sns';
import { PROVIDER_CLIENT, senderHandler } from '../../shared/delivery/sender.ts';
import { env } from './env.ts';
import { sendThroughSns } from './sns.ts';

const sns = new SNSClient(PROVIDER_CLIENT);

export const handler = await senderHandler(env, sendThroughSns.bind(undefined, sns, env.SMS_SENDER_ID));
