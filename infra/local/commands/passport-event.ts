import { randomUUID } from 'node:crypto';
import {
  type CommandLine,
  calendarDate,
  instant,
  oneOf,
  UsageError,
  wholeNumber,
} from '../../../shared/command-line.ts';
import { END_REASONS } from '../../../shared/domain/affiliation.ts';
import { normaliseNumber } from '../../../shared/domain/digits.ts';
import { type EventType, parseEvent, sourceOf } from '../../../shared/domain/events.ts';
import {
  IDENTITY_NUMBER_PREFIXES,
  type IdentityNumberProblem,
  parseIdentityNumber,
} from '../../../shared/domain/identity-number.ts';
import { ESTABLISHMENT_ID } from '../../../shared/domain/ids.ts';
import { addDays, daysBetween, riyadhDate } from '../../../shared/domain/time.ts';
import type { OutgoingEvent } from '../../../shared/queue/bus.ts';

/** An event as a registry puts it on the bus. */
export interface RegistryEvent extends OutgoingEvent {
  readonly detail: OutgoingEvent['detail'] & { readonly occurredAt: string };
}

/** Ports of entry that the command knows by their codes. */
const PORTS: Readonly<Record<string, { mode: string; name: { ar: string; en: string } }>> = {
  RUH: { mode: 'air', name: { ar: 'مطار الملك خالد الدولي', en: 'King Khalid International Airport' } },
  JED: { mode: 'air', name: { ar: 'مطار الملك عبدالعزيز الدولي', en: 'King Abdulaziz International Airport' } },
  DMM: { mode: 'air', name: { ar: 'مطار الملك فهد الدولي', en: 'King Fahd International Airport' } },
  KFC: { mode: 'land', name: { ar: 'جسر الملك فهد', en: 'King Fahd Causeway' } },
  BTH: { mode: 'land', name: { ar: 'منفذ البطحاء', en: 'Al Batha' } },
  JIP: { mode: 'sea', name: { ar: 'ميناء جدة الإسلامي', en: 'Jeddah Islamic Port' } },
};
const MODES = ['air', 'land', 'sea'] as const;
const PORT_CODES = Object.keys(PORTS);

/** The type of event of each kind, by the word of the command line. */
const KINDS = {
  entered: 'TravellerEntered',
  exited: 'TravellerExited',
  renewed: 'PassportRenewed',
  expiring: 'PassportExpiring',
  expired: 'PassportExpired',
  'visa-issued': 'VisaIssued',
  'visa-changed': 'VisaStatusChanged',
  started: 'AffiliationStarted',
  ended: 'AffiliationEnded',
} as const satisfies Record<string, EventType>;
type Kind = keyof typeof KINDS;

const HELP = `Puts a passport event on the bus of the local system that is running, as a registry or a border system does.

Usage: npm run event -- <kind> <identity number> [options]

  entered, exited         a crossing
                          --port ${PORT_CODES.join('|')} (RUH), or any code with --port-name and --port-name-ar,
                          --mode ${MODES.join('|')} (that of the port)
  renewed                 a new passport: --passport <number>, --expires <date> (in ten years)
  expiring                a reminder before a passport expires: --expires <date> (in 30 days)
  expired                 one on the day or later: --expires <date> (the day of the event)
  visa-issued             --visa <number>, --type exit-reentry-single|… , --expires <date> (in half a year)
  visa-changed            the same, with --status extended|used|cancelled|… (extended) and --previous-status (issued)
  started                 the person belongs to --establishment (7000000001) from now on: --name, --name-ar,
                          --nationality <alpha-3> (EGY), --passport <number>, --expires <date> (in five years)
  ended                   and no longer: --establishment, --reason ${END_REASONS.join('|')} (other)

For all of them:
  --at <instant>          when it happened, with its offset, such as 2026-12-01T07:00:00+03:00 (now)
  --id <id>               the id of the event; the same again is the same fact (a new one)
  --revision <n>          a correction of the same instant counts if its revision is higher (none)
  --help                  says this

Digits may be Arabic. Environment: DATA_DIR (.local) of the running system`;

/** The command, with what it takes. */
export const COMMAND = {
  name: 'npm run event',
  help: HELP,
  positionals: ['kind of event', 'identity number'],
  options: {
    at: { type: 'string' },
    id: { type: 'string' },
    revision: { type: 'string' },
    port: { type: 'string' },
    'port-name': { type: 'string' },
    'port-name-ar': { type: 'string' },
    mode: { type: 'string' },
    passport: { type: 'string' },
    expires: { type: 'string' },
    visa: { type: 'string' },
    type: { type: 'string' },
    status: { type: 'string' },
    'previous-status': { type: 'string' },
    establishment: { type: 'string' },
    name: { type: 'string' },
    'name-ar': { type: 'string' },
    nationality: { type: 'string' },
    reason: { type: 'string' },
  },
} as const;

/** The options of each kind, beside those of all kinds. */
const OPTIONS: Readonly<Record<Kind, readonly string[]>> = {
  entered: ['port', 'port-name', 'port-name-ar', 'mode'],
  exited: ['port', 'port-name', 'port-name-ar', 'mode'],
  renewed: ['passport', 'expires'],
  expiring: ['expires'],
  expired: ['expires'],
  'visa-issued': ['visa', 'type', 'expires'],
  'visa-changed': ['visa', 'type', 'expires', 'status', 'previous-status'],
  started: ['establishment', 'name', 'name-ar', 'nationality', 'passport', 'expires'],
  ended: ['establishment', 'reason'],
};
const FOR_ALL = ['at', 'id', 'revision'];

const PROBLEMS: Readonly<Record<IdentityNumberProblem, string>> = {
  'bad-length': 'it has ten digits',
  'citizen-number': 'one that begins with 1 is of a citizen, and nothing is told about citizens',
  'bad-prefix': `it begins with ${IDENTITY_NUMBER_PREFIXES.join(', ')}`,
  'bad-check-digit': 'its last digit, the check digit, does not fit the others',
};

type Values = CommandLine<(typeof COMMAND)['options']>['values'];

/**
 * The event that a command line asks for.
 *
 * @throws UsageError for a command line that makes no sense, and for an event that the matcher would refuse
 */
export function eventOf({ values, positionals }: CommandLine<(typeof COMMAND)['options']>, now: Date): RegistryEvent {
  const kind = oneOf('the kind of an event', positionals[0] ?? '', Object.keys(KINDS) as Kind[]);
  const parsed = parseIdentityNumber(positionals[1] ?? '');
  if (!parsed.ok)
    throw new UsageError(`that is no identity number of a resident or a visitor: ${PROBLEMS[parsed.problem]}`);
  const foreign = Object.keys(values).find((name) => !OPTIONS[kind].includes(name) && !FOR_ALL.includes(name));
  if (foreign !== undefined) {
    const taken = [...OPTIONS[kind], ...FOR_ALL].map((name) => `--${name}`).join(', ');
    throw new UsageError(`${kind} takes no --${foreign}, only ${taken}`);
  }
  const occurredAt = values.at === undefined ? now.toISOString() : instant('--at', values.at);
  const type = KINDS[kind];
  const event: RegistryEvent = {
    type,
    detail: {
      eventId: values.id ?? randomUUID(),
      schemaVersion: 1,
      occurredAt,
      identityNumber: parsed.identityNumber,
      ...(values.revision !== undefined && { revision: wholeNumber('--revision', values.revision, 0) }),
      ...detailOf(kind, values, parsed, riyadhDate(occurredAt)),
    },
  };
  assertTaken(event, now);
  return event;
}

/** The fields of an event's detail, beside those of all events. @param today the day of the event in Riyadh */
function detailOf(
  kind: Kind,
  values: Values,
  { identityNumber, kind: travellerKind }: { identityNumber: string; kind: string },
  today: string,
): object {
  const expires = (days: number) =>
    values.expires === undefined ? addDays(today, days) : calendarDate('--expires', values.expires);
  const passport = (days: number) => ({
    passport: { number: values.passport ?? `P${identityNumber.slice(2)}`, expiresOn: expires(days) },
  });
  const visa = (status: string) => ({
    number: values.visa ?? `V-${identityNumber.slice(4)}`,
    type: values.type ?? 'exit-reentry-single',
    expiresOn: expires(180),
    status,
  });
  switch (kind) {
    case 'entered':
    case 'exited':
      return crossingOf(values);
    case 'renewed':
      return passport(3650);
    case 'expiring': {
      const expiresOn = expires(30);
      return { passport: { expiresOn }, daysLeft: daysBetween(today, expiresOn) };
    }
    case 'expired':
      return { passport: { expiresOn: expires(0) } };
    case 'visa-issued':
      return { visa: visa('issued') };
    case 'visa-changed':
      return { visa: { ...visa(values.status ?? 'extended'), previousStatus: values['previous-status'] ?? 'issued' } };
    case 'started':
      return {
        establishmentId: establishmentOf(values),
        kind: travellerKind,
        name: { ar: values['name-ar'] ?? values.name ?? 'محمد أحمد', en: values.name ?? 'Mohamed Ahmed' },
        nationality: (values.nationality ?? 'EGY').toUpperCase(),
        ...passport(1825),
      };
    case 'ended':
      return {
        establishmentId: establishmentOf(values),
        reason: oneOf('--reason', values.reason ?? 'other', END_REASONS),
      };
  }
}

function crossingOf(values: Values): object {
  const code = (values.port ?? 'RUH').toUpperCase();
  const known = PORTS[code];
  const en = values['port-name'] ?? known?.name.en;
  if (en === undefined) {
    throw new UsageError(`--port takes one of ${PORT_CODES.join(', ')}, or another code with its --port-name`);
  }
  return {
    port: { code, name: { ar: values['port-name-ar'] ?? values['port-name'] ?? known?.name.ar, en } },
    mode: oneOf('--mode', values.mode ?? known?.mode ?? 'air', MODES),
  };
}

function establishmentOf({ establishment = '7000000001' }: Values): string {
  const id = normaliseNumber(establishment);
  if (ESTABLISHMENT_ID.test(id)) return id;
  throw new UsageError('--establishment takes the number of an establishment: 7 and nine more digits');
}

/** Refuses an event that the matcher would send to its dead-letter queue, where nobody at a terminal looks. */
function assertTaken({ type, detail }: RegistryEvent, now: Date): void {
  const parsed = parseEvent(JSON.stringify({ source: sourceOf(type), 'detail-type': type, detail }), now);
  if (!parsed.ok) throw new UsageError(`the matcher would refuse this event (${parsed.reason}): ${parsed.detail}`);
}
