import { apiHandler, type Route, signedRoute } from '../../shared/http/api.ts';
import { Problem } from '../../shared/http/problem.ts';
import { callbackSchema, isSignedCallback, readCallback } from '../../shared/providers/aggregator/reports.ts';
import type { SmsReceiptsDeps } from './deps.ts';

/** The routes that providers of SMS call. */
export function smsReceiptRoutes({ callbackKey, queue, now, logger }: SmsReceiptsDeps): Record<string, Route> {
  return {
    'POST /v1/receipts/sms': signedRoute({
      verify: (request) => {
        if (!isSignedCallback(request, callbackKey, now())) throw new Problem('bad-signature');
      },
      body: callbackSchema,
      responses: { 204: null },
      handle: async ({ body }) => {
        const report = readCallback(body, now());
        if (report) await queue(report);
        logger.info('receipt of an SMS', {
          notificationId: body.reference,
          outcome: report?.outcome.status ?? 'on its way',
        });
        return { status: 204 };
      },
    }),
  };
}

export const createHandler = (deps: SmsReceiptsDeps) => apiHandler(smsReceiptRoutes(deps), deps.logger);
