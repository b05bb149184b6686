import * as z from 'zod';
import { END_REASONS } from './affiliation.ts';
import type { Alert } from './alerts.ts';
import { normaliseNumber, toAsciiDigits } from './digits.ts';
import {
  ESTABLISHMENT_ID,
  maskPassportNumber,
  parseIdentityNumber,
  TRAVELLER_KINDS,
  type TravellerKind,
} from './identity-number.ts';
import { DAY_MS, msBetween, toInstant } from './time.ts';

/** Every source of ours begins so; the rule on the bus matches by it. */
export const SOURCE_PREFIX = 'passports.';

const shortText = z.string().trim().min(1).max(200);
const bilingualName = z.object({ ar: shortText, en: shortText });
const calendarDate = z.string().transform(toAsciiDigits).pipe(z.iso.date());
const identityNumber = z.string().transform((typed, context) => {
  const parsed = parseIdentityNumber(typed);
  if (parsed.ok) return parsed.identityNumber;
  context.addIssue({ code: 'custom', message: parsed.problem });
  return z.NEVER;
});
const establishmentId = z.string().transform(normaliseNumber).pipe(z.string().regex(ESTABLISHMENT_ID));
const expiry = z.object({ expiresOn: calendarDate });
/** A passport number goes no further than this: what is applied, stored and told knows it masked. */
const passport = expiry
  .extend({ number: shortText })
  .transform(({ number, expiresOn }) => ({ numberMasked: maskPassportNumber(number), expiresOn }));
const visa = z.object({ number: shortText, type: shortText, expiresOn: calendarDate, status: shortText });

const common = z.object({
  eventId: z.string().regex(/^[A-Za-z0-9\-_:.]{1,128}$/),
  schemaVersion: z.literal(1),
  occurredAt: z
    .string()
    // "t" and "z" may be lower case (RFC 3339, section 5.6).
    .transform((text) => toAsciiDigits(text).toUpperCase())
    .pipe(z.iso.datetime({ offset: true }))
    .transform(toInstant),
  identityNumber,
});
const crossing = common.extend({
  port: z.object({ code: shortText, name: bilingualName }),
  mode: z.enum(['air', 'land', 'sea']),
});

/** Per type: the source it comes from, the schema of its detail, the alert it causes. */
const EVENT_TYPES = {
  TravellerEntered: { source: 'passports.border', alert: 'entry', detail: crossing },
  TravellerExited: { source: 'passports.border', alert: 'exit', detail: crossing },
  PassportRenewed: { source: 'passports.documents', alert: 'passport-renewal', detail: common.extend({ passport }) },
  PassportExpiring: {
    source: 'passports.expiry-scanner',
    alert: 'passport-expiry',
    detail: common.extend({ passport: expiry, daysLeft: z.int().positive().max(9999) }),
  },
  PassportExpired: {
    source: 'passports.expiry-scanner',
    alert: 'passport-expiry',
    detail: common.extend({ passport: expiry }),
  },
  VisaIssued: {
    source: 'passports.visas',
    alert: 'visa-issued',
    detail: common.extend({ visa: visa.extend({ status: z.literal('issued') }) }),
  },
  VisaStatusChanged: {
    source: 'passports.visas',
    alert: 'visa-status',
    detail: common.extend({ visa: visa.extend({ previousStatus: shortText }) }),
  },
  AffiliationStarted: {
    source: 'passports.affiliations',
    alert: undefined,
    detail: common.extend({
      establishmentId,
      kind: z.enum(TRAVELLER_KINDS),
      name: bilingualName,
      nationality: z.string().regex(/^[A-Z]{3}$/),
      passport,
    }),
  },
  AffiliationEnded: {
    source: 'passports.affiliations',
    alert: undefined,
    detail: common.extend({ establishmentId, reason: z.enum(END_REASONS) }),
  },
} as const satisfies Record<string, { source: string; alert: Alert | undefined; detail: z.ZodType }>;

export type EventType = keyof typeof EVENT_TYPES;
/** A passport event of one type, its detail validated and normalised: ASCII digits, instants in UTC. */
export type EventOf<T extends EventType> = { readonly type: T } & Readonly<z.output<(typeof EVENT_TYPES)[T]['detail']>>;
/** A fact on the bus. */
export type PassportEvent = { [T in EventType]: EventOf<T> }[EventType];

/** Events that change what is known of a traveller; crossings and visas write nothing on it. */
export type FactEvent = EventOf<'AffiliationStarted'> | EventOf<'AffiliationEnded'> | EventOf<'PassportRenewed'>;

export function isFact(event: PassportEvent): event is FactEvent {
  return event.type === 'AffiliationStarted' || event.type === 'AffiliationEnded' || event.type === 'PassportRenewed';
}

/** The alert that tells of an event; undefined for events that only change who belongs to whom. */
export function alertOf(type: EventType): Alert | undefined {
  return EVENT_TYPES[type].alert;
}

/** Why a message on the matcher's queue cannot be a passport event. */
export const REFUSALS = [
  'malformed-json',
  'invalid-event',
  'unknown-type',
  'kind-mismatch',
  'occurred-in-future',
] as const;
export type Refusal = (typeof REFUSALS)[number];

export type ParsedEvent =
  /** `putId` is the UUID that EventBridge gave the event when it was put, and told its producer. */
  | { ok: true; event: PassportEvent; putId: string | undefined }
  /** `detail` names the paths that are wrong and how, never a value. */
  | { ok: false; reason: Refusal; detail: string };

const envelopeSchema = z.object({
  /** Logs name an event by this: producers choose the ids of facts, and one may hold what must not be logged. */
  id: z.guid().optional().catch(undefined),
  source: z.string(),
  'detail-type': z.string(),
  detail: z.unknown(),
});
/** Clocks of registries differ; more than this ahead of ours is a mistake. */
const MAX_AHEAD_MS = DAY_MS;
const SCANNER = 'passports.expiry-scanner';

/**
 * Reads the body of a queue message as the event that EventBridge put there.
 *
 * @param body the envelope in JSON, as EventBridge delivers it
 * @param now decides what lies in the future
 */
export function parseEvent(body: string, now: Date): ParsedEvent {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { ok: false, reason: 'malformed-json', detail: 'the body is not JSON' };
  }
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success) return { ok: false, reason: 'invalid-event', detail: pathsOf(envelope.error) };

  const { id: putId, source, detail, 'detail-type': type } = envelope.data;
  if (!isEventType(type) || EVENT_TYPES[type].source !== source) {
    return { ok: false, reason: 'unknown-type', detail: '/source and /detail-type name no known event' };
  }
  const parsed = EVENT_TYPES[type].detail.safeParse(detail);
  if (!parsed.success) return { ok: false, reason: 'invalid-event', detail: pathsOf(parsed.error, '/detail') };

  const event = { type, ...parsed.data } as PassportEvent;
  if (event.type === 'AffiliationStarted' && event.kind !== kindByNumber(event.identityNumber)) {
    return { ok: false, reason: 'kind-mismatch', detail: '/detail/kind is not the kind of /detail/identityNumber' };
  }
  if (source !== SCANNER && msBetween(now, event.occurredAt) > MAX_AHEAD_MS) {
    return { ok: false, reason: 'occurred-in-future', detail: '/detail/occurredAt lies more than 24 hours ahead' };
  }
  return { ok: true, event, putId };
}

/** Whether a `detail-type` is one of ours. */
export function isEventType(type: string): type is EventType {
  return Object.hasOwn(EVENT_TYPES, type);
}

function kindByNumber(number: string): TravellerKind | undefined {
  const parsed = parseIdentityNumber(number);
  return parsed.ok ? parsed.kind : undefined;
}

function pathsOf(error: z.ZodError, prefix = ''): string {
  return error.issues.map(({ path, code }) => `${[prefix, ...path.map(String)].join('/')}: ${code}`).join('; ');
}
