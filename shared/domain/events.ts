import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { MAX_EVENT_AGE_MS } from '../timing.ts';
import { END_REASONS } from './affiliation.ts';
import type { Alert } from './alerts.ts';
import { normaliseNumber, toAsciiDigits } from './digits.ts';
import { maskPassportNumber, parseIdentityNumber, TRAVELLER_KINDS, type TravellerKind } from './identity-number.ts';
import { type EventId, establishmentIdSchema, eventIdSchema } from './ids.ts';
import { DAY_MS, END_OF_TIME, msBetween, riyadhDate, toInstant } from './time.ts';

const shortText = z.string().check(z.trim(), z.minLength(1), z.maxLength(200));
const bilingualName = z.object({ ar: shortText, en: shortText });
/**
 * A year before this one is no Gregorian year of a fact or of an expiry date: registries send Hijri dates (1448-06-15) and
 * sentinels (0001-01-01) where they lack a date. Taken silently, such an event would tell nobody.
 */
const EARLIEST = { occurredAt: '2000', expiryDate: '1950' };
const expiryDate = z
  .pipe(z.pipe(z.string(), z.transform(toAsciiDigits)), z.iso.date())
  .check(z.refine((date) => date >= EARLIEST.expiryDate, `before-${EARLIEST.expiryDate}`));
/** A date that may be missing; systems write null for a field that they do not fill. */
const optionalDate = z.pipe(
  z.nullish(expiryDate),
  z.transform((date) => date ?? undefined),
);
const identityNumber = z.pipe(
  z.string(),
  z.transform((typed, context) => {
    const parsed = parseIdentityNumber(typed);
    if (parsed.ok) return parsed.identityNumber;
    context.issues.push({ code: 'custom', message: parsed.problem, input: typed });
    return z.NEVER;
  }),
);
const establishmentId = z.pipe(z.pipe(z.string(), z.transform(normaliseNumber)), establishmentIdSchema);
const expiry = z.object({ expiresOn: expiryDate });
/** The filler of machine-readable zones: https://www.icao.int/publications/doc-series/doc-9303, part 3, section 4. */
const withoutFillers = (text: string) => text.replaceAll('<', '').trim();
const passportNumber = z.pipe(z.pipe(shortText, z.transform(withoutFillers)), z.string().check(z.minLength(1)));
/** A passport number goes no further than this: what is applied, stored and told knows it masked. */
const passport = z.pipe(
  z.extend(expiry, { number: passportNumber }),
  z.transform(({ number, expiresOn }) => ({ numberMasked: maskPassportNumber(number), expiresOn })),
);
/** Germany is the one state whose code in a passport is not that of ISO 3166: `D`, in the machine-readable zone `D<<`. */
const nationality = z.pipe(
  z.pipe(
    z.string(),
    z.transform((text) => {
      const code = withoutFillers(text).toUpperCase();
      return code === 'D' ? 'DEU' : code;
    }),
  ),
  z.string().check(z.regex(/^[A-Z]{3}$/)),
);
const visa = z.object({
  number: shortText,
  type: shortText,
  expiresOn: expiryDate,
  status: shortText,
  /** By when the holder of an exit and re-entry visa has to be back. */
  returnBefore: optionalDate,
  /** By when the holder has to travel. */
  travelBefore: optionalDate,
});

const common = z.object({
  eventId: eventIdSchema,
  schemaVersion: z.literal(1),
  occurredAt: z
    .pipe(
      z
        .pipe(
          z.pipe(
            z.string(),
            // "t" and "z" may be lower case (RFC 3339, section 5.6).
            z.transform((text) => toAsciiDigits(text).toUpperCase()),
          ),
          z.iso.datetime({ offset: true }),
        )
        .check(z.refine((text) => text >= EARLIEST.occurredAt, `before-${EARLIEST.occurredAt}`)),
      z.transform((text) => toInstant(text)),
    )
    .check(
      // An offset can move the last instant of 9999 into a year of five digits, whose text is not in order of time.
      z.refine((instant) => instant <= END_OF_TIME && /^\d/.test(instant), 'after-9999'),
    ),
  identityNumber,
  /** Of facts of the same instant the one with the higher revision counts. */
  revision: z.pipe(
    z.nullish(z.int().check(z.nonnegative())),
    z.transform((revision) => revision ?? 0),
  ),
});
const crossing = z.extend(common, {
  port: z.object({ code: shortText, name: bilingualName }),
  mode: z.enum(['air', 'land', 'sea']),
});

/** The source of what the daily scan puts on the bus. */
const SCANNER = 'passports.expiry-scanner';

/** Per type: the source it comes from, the schema of its detail, the alert it causes. */
const EVENT_TYPES = {
  TravellerEntered: { source: 'passports.border', alert: 'entry', detail: crossing },
  TravellerExited: { source: 'passports.border', alert: 'exit', detail: crossing },
  PassportRenewed: { source: 'passports.documents', alert: 'passport-renewal', detail: z.extend(common, { passport }) },
  PassportExpiring: {
    source: SCANNER,
    alert: 'passport-expiry',
    detail: z.extend(common, { passport: expiry, daysLeft: z.int().check(z.positive(), z.maximum(9999)) }),
  },
  PassportExpired: {
    source: SCANNER,
    alert: 'passport-expiry',
    detail: z.extend(common, { passport: expiry }),
  },
  VisaIssued: {
    source: 'passports.visas',
    alert: 'visa-issued',
    detail: z.extend(common, { visa: z.extend(visa, { status: z.literal('issued') }) }),
  },
  VisaStatusChanged: {
    source: 'passports.visas',
    alert: 'visa-status',
    detail: z.extend(common, { visa: z.extend(visa, { previousStatus: shortText }) }),
  },
  AffiliationStarted: {
    source: 'passports.affiliations',
    alert: undefined,
    detail: z.extend(common, {
      establishmentId,
      kind: z.enum(TRAVELLER_KINDS),
      name: bilingualName,
      nationality,
      passport,
    }),
  },
  AffiliationEnded: {
    source: 'passports.affiliations',
    alert: undefined,
    detail: z.extend(common, { establishmentId, reason: z.enum(END_REASONS) }),
  },
} as const satisfies Record<string, { source: string; alert: Alert | undefined; detail: z.ZodMiniType }>;

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

/** Events of the daily scan: a passport expires soon, or has expired. */
export type ReminderEvent = EventOf<'PassportExpiring'> | EventOf<'PassportExpired'>;

export function isReminder(event: PassportEvent): event is ReminderEvent {
  return event.type === 'PassportExpiring' || event.type === 'PassportExpired';
}

/** The alert that tells of an event; undefined for events that only change who belongs to whom. */
export function alertOf(type: EventType): Alert | undefined {
  return EVENT_TYPES[type].alert;
}

/** Whether an event is so old that nobody is told of it any more. */
export function isTooOldToSend(event: PassportEvent, now: Date): boolean {
  return msBetween(event.occurredAt, now) > MAX_EVENT_AGE_MS;
}

/** Why the matcher sends a message to the dead-letter queue. All but the last are found in the message alone. */
export const REFUSALS = [
  'malformed-json',
  'invalid-event',
  'unknown-type',
  'kind-mismatch',
  'occurred-in-future',
  'event-id-reused',
] as const;
export type Refusal = (typeof REFUSALS)[number];

/** What makes an event the one that it is: ids are unique within their source (CloudEvents 1.0, section 3.1). */
export interface EventIdentity {
  readonly source: string;
  readonly eventId: EventId;
}

export type ParsedEvent =
  /** `putId` is the UUID that EventBridge gave the event when it was put, and told its producer. */
  | { ok: true; event: PassportEvent; fingerprint: string; putId: string | undefined }
  /** `detail` names the paths that are wrong and how, never a value. */
  | { ok: false; reason: Refusal; detail: string };

const envelopeSchema = z.object({
  /** Logs name an event by this: producers choose the ids of facts, and one may hold what must not be logged. */
  id: z.catch(z.optional(z.guid()), undefined),
  source: z.string(),
  'detail-type': z.string(),
  detail: z.unknown(),
});
/** Clocks of registries differ; more than this ahead of ours is a mistake. */
const MAX_AHEAD_MS = DAY_MS;

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
  const contradiction = contradictionIn(event);
  if (contradiction) return { ok: false, reason: 'invalid-event', detail: contradiction };
  if (event.type === 'AffiliationStarted' && event.kind !== kindByNumber(event.identityNumber)) {
    return { ok: false, reason: 'kind-mismatch', detail: '/detail/kind is not the kind of /detail/identityNumber' };
  }
  if (source !== SCANNER && msBetween(now, event.occurredAt) > MAX_AHEAD_MS) {
    return { ok: false, reason: 'occurred-in-future', detail: '/detail/occurredAt lies more than 24 hours ahead' };
  }
  return { ok: true, event, fingerprint: fingerprintOf(event, detail), putId };
}

/** The source of the events of a type. */
export function sourceOf(type: EventType): string {
  return EVENT_TYPES[type].source;
}

/** What producers may be: every source of events but the scan, which is ours. */
export function producerSources(): string[] {
  const sources = new Set<string>(Object.values(EVENT_TYPES).map(({ source }) => source));
  return [...sources].filter((source) => source !== SCANNER);
}

/** The identity of an event. */
export function identityOf({ type, eventId }: Pick<PassportEvent, 'type' | 'eventId'>): EventIdentity {
  return { source: sourceOf(type), eventId };
}

/**
 * Which rules a fingerprint was made by. Raise it with every change of what {@link parseEvent} makes of a detail: events of
 * 30 days can be replayed, and a field that is new here would make another content of each that has it.
 */
const FINGERPRINT_VERSION = 1;

/**
 * A fingerprint of what an event says: its type and all fields that are known here, as they are read, with the passport
 * number in full. So the same content under one identity is a repetition, and other content is a mistake of its producer.
 *
 * A reminder has no instant of its own in it. Its id stands for the day of a scan, and a second scan of that day has another
 * time.
 */
function fingerprintOf(event: PassportEvent, detail: unknown): string {
  const content: Record<string, unknown> = { ...event, passportNumber: passportNumberIn(detail) };
  if (EVENT_TYPES[event.type].source === SCANNER) delete content.occurredAt;
  const digest = createHash('sha256')
    .update(JSON.stringify(sorted(content)))
    .digest('base64url');
  return `${FINGERPRINT_VERSION}:${digest}`;
}

const passportNumberSchema = z.object({ passport: z.object({ number: passportNumber }) });
const passportNumberIn = (detail: unknown) => passportNumberSchema.safeParse(detail).data?.passport.number;

/** A value with the keys of its objects in order, so that equal values have equal JSON. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]));
}

/**
 * Whether two fingerprints are of one content. Fingerprints by different rules cannot be compared: then it is taken for a
 * repetition, because that tells nobody anything.
 */
export function isSameContent(fingerprint: string, other: string): boolean {
  const [version] = fingerprint.split(':');
  return fingerprint === other || !other.startsWith(`${version}:`);
}

/** Whether a `detail-type` is one of ours. */
export function isEventType(type: string): type is EventType {
  return Object.hasOwn(EVENT_TYPES, type);
}

/**
 * What a reminder says of its date that cannot be, by the day in Riyadh on which it was made. A scan with a wrong year would
 * tell everybody that a valid passport has expired.
 */
function contradictionIn(event: PassportEvent): string | undefined {
  if (!isReminder(event)) return undefined;
  const hasExpired = event.passport.expiresOn <= riyadhDate(event.occurredAt);
  if (hasExpired === (event.type === 'PassportExpired')) return undefined;
  return `/detail/passport/expiresOn: ${hasExpired ? 'not-after-occurredAt' : 'after-occurredAt'}`;
}

function kindByNumber(number: string): TravellerKind | undefined {
  const parsed = parseIdentityNumber(number);
  return parsed.ok ? parsed.kind : undefined;
}

/** The paths that are wrong, and how. The messages of custom issues are ours, and hold no value. */
function pathsOf(error: z.core.$ZodError, prefix = ''): string {
  return error.issues
    .map(
      ({ path, code, message }) => `${[prefix, ...path.map(String)].join('/')}: ${code === 'custom' ? message : code}`,
    )
    .join('; ');
}
