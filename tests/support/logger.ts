import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';

/** The errors that functions and stores logged in a test: `logged-errors-setup.ts` shows them when the test fails. */
export const loggedErrors: unknown[][] = [];
const error = (...logged: unknown[]) => void loggedErrors.push(logged);

/** A logger that says nothing. */
export const silentLogger = Object.assign(new Logger({ logLevel: 'SILENT' }), { error });
/** A logger that only remembers its lines of information. */
export function listening(lines: [message: string, ids: unknown][]): Logger {
  return Object.assign(new Logger({ logLevel: 'SILENT' }), {
    info: (message: string, ids: unknown) => void lines.push([message, ids]),
  });
}
export const silence = {
  addContext: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error,
};

export const REQUEST_ID = '5f0a4b1e-3c2d-4e6f-8a9b-0c1d2e3f4a5b';

/** What Lambda hands to a handler beside the event. */
export function lambdaContext(others: Partial<Context> = {}): Context {
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'function',
    functionVersion: '1',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:function',
    memoryLimitInMB: '512',
    awsRequestId: REQUEST_ID,
    logGroupName: 'group',
    logStreamName: 'stream',
    getRemainingTimeInMillis: () => 10_000,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
    ...others,
  };
}
