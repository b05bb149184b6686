import { randomUUID } from 'node:crypto';
import { AwsError } from '../../support/http.ts';
import type { LocalContext, Running } from '../../support/service.ts';
import { placeOf, type ResolvedResource } from '../../template/resource.ts';
import { TemplateError } from '../../template/template.ts';
import type { Queues } from '../sqs/queues.ts';
import { compileEventPattern, type EventMatcher } from './event-pattern.ts';

const MAX_ENTRIES = 10;
/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html; it was 256 KB until January 2026. */
const MAX_TOTAL_BYTES = 1024 * 1024;
/** The size that EventBridge counts for a given time. */
const TIME_BYTES = 14;

interface PutEventsEntry {
  Source?: string;
  DetailType?: string;
  Detail?: string;
  EventBusName?: string;
  Resources?: string[];
  Time?: number;
}

type ResultEntry = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

interface Rule {
  bus: string;
  matches: EventMatcher;
  queueNames: string[];
}

/** EventBridge on this machine. */
export interface Bus extends Running {
  /** Takes events; an event that the answer accepts is in its target queues when this returns. */
  putEvents(request: { Entries?: PutEventsEntry[] }): { FailedEntryCount: number; Entries: ResultEntry[] };
}

/** Builds the buses and rules of the template. @throws TemplateError for a target or pattern that is not supported locally */
export function createBus({ template, sqs, region, accountId }: LocalContext & { sqs: Queues }): Bus {
  const busNames = new Set(['default', ...template.resources('AWS::Events::EventBus').map(({ name }) => name)]);
  const rules = template
    .resources('AWS::Events::Rule')
    .filter(({ properties }) => properties.State !== 'DISABLED')
    .map((resource) => compileRule(resource, sqs));

  const accept = (entry: PutEventsEntry): ResultEntry => {
    const refusal = refuse(entry, busNames);
    if (refusal) return refusal;
    const eventId = randomUUID();
    const event = {
      version: '0',
      id: eventId,
      'detail-type': entry.DetailType,
      source: entry.Source,
      account: accountId,
      time: isoSeconds(entry.Time === undefined ? new Date() : new Date(entry.Time * 1000)),
      region,
      resources: entry.Resources ?? [],
      detail: JSON.parse(entry.Detail ?? '{}') as unknown,
    };
    const body = JSON.stringify(event);
    for (const rule of rules) {
      if (rule.bus !== busName(entry) || !rule.matches(event)) continue;
      for (const queueName of rule.queueNames) sqs.send(queueName, body);
    }
    return { EventId: eventId };
  };

  return {
    putEvents: ({ Entries: entries = [] }) => {
      if (entries.length < 1 || entries.length > MAX_ENTRIES) {
        throw new AwsError(
          'ValidationException',
          `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${MAX_ENTRIES}`,
        );
      }
      const totalBytes = entries.reduce((total, entry) => total + sizeOf(entry), 0);
      if (totalBytes > MAX_TOTAL_BYTES) {
        throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
      }
      const results = sqs.transaction(() => entries.map(accept));
      return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
    },
    stop: () => undefined,
  };
}

function compileRule(resource: ResolvedResource, queues: Queues): Rule {
  const { properties } = resource;
  const place = placeOf(resource);
  if (properties.ScheduleExpression) {
    throw new TemplateError(`${place}: scheduled rules have no local emulator, use AWS::Scheduler::Schedule`);
  }
  const targets = (properties.Targets ?? []) as { Arn: string; [option: string]: unknown }[];
  const queueNames = targets.map((target) => {
    const [, , service, , , name = ''] = target.Arn.split(':');
    if (service !== 'sqs' || !queues.has(name)) {
      throw new TemplateError(`${place}: only a queue of the stack can be a target here, not ${target.Arn}`);
    }
    for (const option of ['Input', 'InputPath', 'InputTransformer', 'SqsParameters']) {
      if (target[option] !== undefined)
        throw new TemplateError(`${place}: ${option} of a target is not supported locally`);
    }
    return name;
  });
  return {
    bus: lastPart(String(properties.EventBusName ?? 'default')),
    matches: compileEventPattern((properties.EventPattern ?? {}) as Record<string, unknown>),
    queueNames,
  };
}

function refuse(entry: PutEventsEntry, busNames: Set<string>): ResultEntry | undefined {
  for (const field of ['Source', 'DetailType', 'Detail'] as const) {
    if (!entry[field]) {
      return {
        ErrorCode: 'InvalidArgument',
        ErrorMessage: `Parameter ${field} is not valid. Reason: ${field} is a required argument.`,
      };
    }
  }
  if (entry.Source?.startsWith('aws.')) {
    return {
      ErrorCode: 'NotAuthorizedForSourceException',
      ErrorMessage: 'Not authorized for the source.',
    };
  }
  if (!isJsonObject(entry.Detail ?? '')) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  if (!busNames.has(busName(entry))) {
    return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${busName(entry)} does not exist.` };
  }
  return undefined;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value);
  } catch {
    return false;
  }
}

function sizeOf({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: PutEventsEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), Time === undefined ? 0 : TIME_BYTES);
}

function busName(entry: PutEventsEntry): string {
  return lastPart(entry.EventBusName ?? 'default');
}

/** A bus may be named by its ARN. */
function lastPart(nameOrArn: string): string {
  return nameOrArn.split('/').at(-1) ?? nameOrArn;
}

function isoSeconds(instant: Date): string {
  return instant.toISOString().replace(/\.\d+Z$/, 'Z');
}
