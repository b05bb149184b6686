import * as z from 'zod';
import { alertOf, isEventType } from '../../shared/domain/events.ts';
import { establishmentIdSchema } from '../../shared/domain/ids.ts';
import type { Instant } from '../../shared/domain/time.ts';
import { readJson } from '../../shared/json.ts';
import { deliveryReportSchema } from '../../shared/notifications/delivery-report.ts';
import { deliveryJobSchema } from '../../shared/notifications/jobs.ts';
import { NOTIFICATION_TAG } from '../../shared/providers/ses/codes.ts';
import { dailyJobSchema } from '../../shared/queue/daily-jobs.ts';
import { exportJobSchema } from '../../shared/queue/export-jobs.ts';
import { applyJobSchema, checkJobSchema } from '../../shared/queue/import-jobs.ts';
import { scanJobSchema } from '../../shared/queue/scan-jobs.ts';
import { summaryJobSchema } from '../../shared/queue/summary-jobs.ts';

/** A message of a dead-letter queue. */
export interface DeadLetter {
  readonly messageId: string;
  /** When it was queued; where SQS moved it, when it was first queued. */
  readonly sentAt: Instant;
  readonly receiveCount: number;
  readonly body: string;
  /** What the sender of the message says of it, under its own names. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The queue that SQS moved it from. */
  readonly sourceArn?: string;
}

/** Where a dead letter goes back to; what it names are outputs of the stack. */
export type Destination =
  | { readonly queueUrl: string; readonly groupId?: string }
  /** It is the payload of an invocation. */
  | { readonly functionName: string };

interface DeadLetterQueueKind {
  /** The output with the URL of the queue. */
  readonly output: string;
  /** What a message is about, in words that hold nothing personal. */
  readonly about: (body: string) => string | undefined;
  readonly destination: (deadLetter: DeadLetter, outputs: Readonly<Record<string, string>>) => Destination;
}

const eventSchema = z.object({
  id: z.guid().optional().catch(undefined),
  'detail-type': z.string().optional().catch(undefined),
});
const reportMessageSchema = z.object({
  report: z.object({ notificationId: deliveryReportSchema.shape.notificationId }),
});
/** As SES wrote it. */
const emailReportSchema = z.object({
  mail: z.object({ tags: z.object({ [NOTIFICATION_TAG]: z.tuple([z.string()]) }) }),
});
const invocationSchema = z.object({ scheduledTime: z.iso.datetime({ offset: true }) });
const ofEstablishmentSchema = z.object({ establishmentId: establishmentIdSchema });
/** What S3 tells of an upload: its key is `imports/<establishment>/<import>/upload`. */
const uploadSchema = z.object({
  Records: z.tuple([
    z.object({
      s3: z.object({
        object: z.object({
          key: z
            .string()
            .transform((key) => key.split('/'))
            .pipe(z.tuple([z.string(), z.string(), z.uuid(), z.string()])),
        }),
      }),
    }),
  ]),
});
const uuid = z.guid();

const KINDS = {
  matcher: {
    output: 'MatcherDeadLetterQueueUrl',
    about: (body) => {
      const event = readJson(eventSchema, body);
      if (!event) return undefined;
      // Of the rest a producer may have written anything into it.
      const type = typeOf(body) ?? 'unknown type';
      return event.id ? `event ${event.id}, ${type}` : `event without id, ${type}`;
    },
    destination: ({ body }, outputs) => {
      const type = typeOf(body);
      const isReminder = type !== undefined && alertOf(type) === 'passport-expiry';
      return { queueUrl: need(outputs, isReminder ? 'MatcherReminderQueueUrl' : 'MatcherQueueUrl') };
    },
  },
  sms: channel('Sms'),
  email: channel('Email'),
  webhook: channel('Webhook'),
  scan: {
    output: 'ScanDeadLetterQueueUrl',
    about: (body) => {
      const job = readJson(scanJobSchema, body);
      const part = job && ('shard' in job ? `shard ${job.shard}` : `people of ${job.establishmentId}`);
      return job && `scan of ${job.date}, ${part}`;
    },
    destination: (_deadLetter, outputs) => ({ queueUrl: need(outputs, 'ScanQueueUrl') }),
  },
  schedule: {
    output: 'ScheduleDeadLetterQueueUrl',
    about: (body) => {
      const invocation = readJson(invocationSchema, body);
      return invocation && `scan scheduled for ${invocation.scheduledTime}`;
    },
    destination: (_deadLetter, outputs) => ({ functionName: need(outputs, 'ExpiryScanDispatcherFunctionName') }),
  },
  daily: {
    output: 'DailyDeadLetterQueueUrl',
    about: (body) => {
      const job = readJson(dailyJobSchema, body);
      if (job?.kind === 'follow') return `daily message ${job.digestId}`;
      return job && `daily messages scheduled for ${job.scheduledTime}, ${job.kind}`;
    },
    destination: ({ body }, outputs) => ({
      queueUrl: need(outputs, 'DailyQueueUrl'),
      groupId: readJson(ofEstablishmentSchema, body)?.establishmentId,
    }),
  },
  'daily-schedule': {
    output: 'DailyScheduleDeadLetterQueueUrl',
    about: (body) => {
      const invocation = readJson(invocationSchema, body);
      return invocation && `daily messages scheduled for ${invocation.scheduledTime}`;
    },
    destination: (_deadLetter, outputs) => ({ functionName: need(outputs, 'DailyMessageFunctionName') }),
  },
  'import-check': {
    output: 'ImportCheckDeadLetterQueueUrl',
    about: (body) => {
      const id = readJson(checkJobSchema, body)?.check.id ?? readJson(uploadSchema, body)?.Records[0].s3.object.key[2];
      return id && `check of import ${id}`;
    },
    destination: (_deadLetter, outputs) => ({ queueUrl: need(outputs, 'ImportCheckQueueUrl') }),
  },
  'import-apply': {
    output: 'ImportApplyDeadLetterQueueUrl',
    about: (body) => {
      const job = readJson(applyJobSchema, body);
      return job && `import ${job.id}, ${job.piece === undefined ? 'all of it' : `piece ${job.piece}`}`;
    },
    destination: (_deadLetter, outputs) => ({ queueUrl: need(outputs, 'ImportApplyQueueUrl') }),
  },
  receipts: {
    output: 'ReceiptsDeadLetterQueueUrl',
    about: (body) => {
      const reported = readJson(emailReportSchema, body)?.mail.tags[NOTIFICATION_TAG][0];
      return aboutNotification(readJson(reportMessageSchema, body)?.report.notificationId ?? reported);
    },
    destination: (_deadLetter, outputs) => ({ queueUrl: need(outputs, 'ReceiptsQueueUrl') }),
  },
  summary: {
    output: 'SummaryDeadLetterQueueUrl',
    about: (body) => {
      const job = readJson(summaryJobSchema, body);
      return job && `count of ${job.startedAt}`;
    },
    destination: (_deadLetter, outputs) => ({ queueUrl: need(outputs, 'SummaryQueueUrl') }),
  },
  exports: {
    output: 'ExportDeadLetterQueueUrl',
    about: (body) => {
      const job = readJson(exportJobSchema, body);
      return job && `export ${job.exportId}`;
    },
    destination: ({ body }, outputs) => ({
      queueUrl: need(outputs, 'ExportQueueUrl'),
      groupId: readJson(ofEstablishmentSchema, body)?.establishmentId,
    }),
  },
} as const satisfies Record<string, DeadLetterQueueKind>;

/** The dead-letter queues by the names that operators use. */
export type DeadLetterQueueName = keyof typeof KINDS;
export const DEAD_LETTER_QUEUES = Object.keys(KINDS) as DeadLetterQueueName[];

/** A message that SQS moved says nothing of why. */
export const RETRIES_EXHAUSTED = 'retries-exhausted';

/** Why a message is here: a slug of ours, or a code of EventBridge, the scheduler or Lambda. */
export function reasonOf({ attributes }: DeadLetter): string {
  return attributes.reason ?? attributes.ERROR_CODE ?? attributes.ErrorCode ?? RETRIES_EXHAUSTED;
}

/** The URL of a dead-letter queue; undefined where the deployment has none. */
export function urlOf(name: DeadLetterQueueName, outputs: Readonly<Record<string, string>>): string | undefined {
  return outputs[KINDS[name].output];
}

/** What a message is about, without anything personal: the same references as in the logs. */
export function aboutOf(name: DeadLetterQueueName, deadLetter: DeadLetter): string {
  return KINDS[name].about(deadLetter.body) ?? 'unreadable';
}

/** Where a message goes back to. @throws Error where the outputs do not name it */
export function destinationOf(
  name: DeadLetterQueueName,
  deadLetter: DeadLetter,
  outputs: Readonly<Record<string, string>>,
): Destination {
  const kind: DeadLetterQueueKind = KINDS[name];
  return kind.destination(deadLetter, outputs);
}

/** An output of the stack. @throws Error that says what to do where it is missing */
function need(outputs: Readonly<Record<string, string>>, output: string): string {
  const value = outputs[output];
  if (value === undefined) throw new Error(`the outputs have no ${output}: deploy this version, or name other outputs`);
  return value;
}

function channel(prefix: 'Sms' | 'Email' | 'Webhook'): DeadLetterQueueKind {
  return {
    output: `${prefix}DeadLetterQueueUrl`,
    about: (body) => aboutNotification(readJson(deliveryJobSchema, body)?.notificationId),
    destination: ({ body, sourceArn }, outputs) => {
      const reminder = need(outputs, `${prefix}ReminderQueueUrl`);
      // A queue's URL ends, like its ARN, in its name. What a sender sent there itself has no source on record.
      const isReminder =
        sourceArn?.slice(sourceArn.lastIndexOf(':') + 1) === reminder.slice(reminder.lastIndexOf('/') + 1);
      return {
        queueUrl: isReminder ? reminder : need(outputs, `${prefix}UrgentQueueUrl`),
        groupId: readJson(ofEstablishmentSchema, body)?.establishmentId,
      };
    },
  };
}

function aboutNotification(id: string | undefined): string | undefined {
  return uuid.safeParse(id).success ? `notification ${id}` : undefined;
}

function typeOf(body: string) {
  const type = readJson(eventSchema, body)?.['detail-type'];
  return type !== undefined && isEventType(type) ? type : undefined;
}
