import { AWS_CALL } from './timing.ts';

/**
 * How the clients of AWS's own stores and queues are set up: time-outs far inside those of the functions, so that a
 * connection that hangs is tried again while there is time. All that is asked of them can be repeated.
 */
export const AWS_CLIENT = {
  // The SDK's own variable counts as everywhere: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
  maxAttempts: Number(process.env.AWS_MAX_ATTEMPTS ?? AWS_CALL.attempts),
  requestHandler: {
    connectionTimeout: AWS_CALL.connectMs,
    requestTimeout: AWS_CALL.answerMs,
    throwOnRequestTimeout: true,
  },
};
