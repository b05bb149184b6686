import { createHash } from 'node:crypto';
import { type ApiClient, bodyOf, createApiClient, type Schemas } from '../../../shared/client/client.ts';
import type { EventType } from '../../../shared/domain/events.ts';
import { DAY_MS, MINUTE_MS, riyadhDate } from '../../../shared/domain/time.ts';
import { type OutgoingEvent, putEvents } from '../../../shared/queue/bus.ts';
import type { FillContext } from '../boot.ts';
import { localClients } from '../clients.ts';
import { runScan } from '../run-scan.ts';

interface DemoPerson {
  identityNumber: string;
  name: { ar: string; en: string };
  nationality: string;
  /** Days from today until the passport expires; negative once it has. */
  passportExpiresInDays: number;
  /** What the establishment follows; absent for a person who is left to be followed by hand. */
  follow?: Pick<Schemas['NewSubscription'], 'alerts' | 'reference' | 'label'>;
}

interface DemoEstablishment {
  establishmentId: string;
  contacts: Schemas['NewContact'][];
  people: DemoPerson[];
}

const ALL: Schemas['NewSubscription']['alerts'] = [
  'entry',
  'exit',
  'passport-expiry',
  'passport-renewal',
  'visa-issued',
  'visa-status',
];

const ESTABLISHMENTS: DemoEstablishment[] = [
  {
    establishmentId: '7000000001',
    contacts: [
      { channel: 'sms', address: '+966500100201', language: 'ar', label: 'الموارد البشرية' },
      { channel: 'email', address: 'hr@riyadh-builders.example', language: 'en', label: 'HR desk' },
    ],
    people: [
      {
        identityNumber: '2103456717',
        name: { ar: 'أنيل كومار', en: 'Anil Kumar' },
        nationality: 'IND',
        passportExpiresInDays: 30,
        follow: { alerts: ALL, reference: '1042', label: 'مشرف الموقع' },
      },
      {
        identityNumber: '2248163053',
        name: { ar: 'ماريا سانتوس', en: 'Maria Santos' },
        nationality: 'PHL',
        passportExpiresInDays: 7,
        follow: { alerts: ALL, reference: '1187', label: 'Nurse' },
      },
      {
        identityNumber: '2315709424',
        name: { ar: 'عمر حسن', en: 'Omar Hassan' },
        nationality: 'EGY',
        passportExpiresInDays: 0,
        follow: { alerts: ['passport-expiry', 'passport-renewal'], reference: '0965' },
      },
      {
        identityNumber: '2450938176',
        name: { ar: 'رحيم الدين', en: 'Rahim Uddin' },
        nationality: 'BGD',
        passportExpiresInDays: 410,
      },
      {
        identityNumber: '4100200300',
        name: { ar: 'جون ميلر', en: 'John Miller' },
        nationality: 'USA',
        passportExpiresInDays: 900,
        follow: { alerts: ['entry', 'exit', 'visa-issued', 'visa-status'], label: 'Consultant' },
      },
    ],
  },
  {
    establishmentId: '7000000002',
    contacts: [{ channel: 'sms', address: '+966500100302', language: 'en', label: 'Front office' }],
    people: [
      {
        identityNumber: '2563201488',
        name: { ar: 'سيتي نورهاليزا', en: 'Siti Nurhaliza' },
        nationality: 'IDN',
        passportExpiresInDays: 90,
        follow: { alerts: ALL, reference: 'HK-12', label: 'Housekeeping' },
      },
      {
        identityNumber: '3200300400',
        name: { ar: 'لينا قرداحي', en: 'Lina Kardahi' },
        nationality: 'LBN',
        passportExpiresInDays: 1200,
        follow: { alerts: ['entry', 'exit'] },
      },
    ],
  },
];

const RIYADH_AIRPORT = { code: 'RUH', name: { ar: 'مطار الملك خالد الدولي', en: 'King Khalid International Airport' } };
const BATHA = { code: 'BTH', name: { ar: 'منفذ البطحاء', en: 'Al Batha' } };
/** How long the demo waits for a message or a row, which usually come within a second. */
const PATIENCE_MS = 5 * MINUTE_MS;

/** Puts the demo establishments in, over the bus and the API; on data that has them it changes nothing. */
export async function loadDemo(context: FillContext): Promise<void> {
  context.log('putting the demo data in');
  const { outputs } = context;
  const clients = localClients(context.awsEndpoint);
  const affiliations = ESTABLISHMENTS.flatMap(({ establishmentId, people }) =>
    people.map((person) => affiliationOf(establishmentId, person)),
  );
  await putEvents(clients.eventBridge, outputs.EventBusName, affiliations);
  await Promise.all(ESTABLISHMENTS.map((establishment) => loadEstablishment(context, establishment)));
  await putEvents(clients.eventBridge, outputs.EventBusName, movements());
  await runScan(clients, outputs, new Date().toISOString());
}

/** The same at every start, so that nobody gets a message twice. */
function demoEventId(what: string, identityNumber: string): string {
  return `demo:${what}:${createHash('sha256').update(identityNumber).digest('hex').slice(0, 16)}`;
}

function affiliationOf(establishmentId: string, person: DemoPerson): OutgoingEvent {
  const { identityNumber, name, nationality, passportExpiresInDays } = person;
  return {
    type: 'AffiliationStarted',
    detail: {
      schemaVersion: 1,
      eventId: demoEventId('affiliation', identityNumber),
      occurredAt: new Date(Date.now() - 200 * DAY_MS).toISOString(),
      identityNumber,
      establishmentId,
      kind: identityNumber.startsWith('2') ? 'resident' : 'visitor',
      name,
      nationality,
      passport: { number: `D${identityNumber.slice(2)}`, expiresOn: riyadhDay(passportExpiresInDays) },
    },
  };
}

/** The movements and visas of the demo people, which fill the inbox. */
function movements(): OutgoingEvent[] {
  const now = Date.now();
  const minutesAgo = (minutes: number) => new Date(now - minutes * MINUTE_MS).toISOString();
  const event = (type: EventType, identityNumber: string, occurredAt: string, more: object): OutgoingEvent => ({
    type,
    detail: { eventId: demoEventId(type, identityNumber), schemaVersion: 1, occurredAt, identityNumber, ...more },
  });
  const visa = { number: 'V-100200', type: 'exit-reentry-multiple', expiresOn: riyadhDay(180) };
  return [
    event('TravellerExited', '2103456717', minutesAgo(240), { port: BATHA, mode: 'land' }),
    event('TravellerEntered', '2103456717', minutesAgo(12), { port: BATHA, mode: 'land' }),
    event('TravellerEntered', '4100200300', minutesAgo(45), { port: RIYADH_AIRPORT, mode: 'air' }),
    event('VisaIssued', '2103456717', minutesAgo(300), { visa: { ...visa, status: 'issued' } }),
    event('VisaStatusChanged', '4100200300', minutesAgo(30), {
      visa: { ...visa, type: 'visit', status: 'extended', previousStatus: 'issued' },
    }),
    event('TravellerExited', '2563201488', minutesAgo(5), { port: RIYADH_AIRPORT, mode: 'air' }),
  ];
}

async function loadEstablishment(context: FillContext, { establishmentId, contacts, people }: DemoEstablishment) {
  const api = createApiClient({ baseUrl: context.apiUrl, token: await context.issueToken({ establishmentId }) });
  const contactIds = await Promise.all(contacts.map((contact) => verifiedContact(context, api, contact)));
  await Promise.all(
    people.flatMap(({ identityNumber, follow }) =>
      follow ? [subscribe(api, identityNumber, { ...follow, contactIds })] : [],
    ),
  );
}

/** Subscribes to a person. The affiliation travels over the bus, so it may arrive a moment after the request. */
async function subscribe(
  api: ApiClient,
  identityNumber: string,
  subscription: Schemas['NewSubscription'],
): Promise<void> {
  await eventually(`the subscription to ${identityNumber}`, async () => {
    // Only where there is none, so that a subscription that was changed since an earlier start stays.
    const { response } = await api.PUT('/v1/subscriptions/{identityNumber}', {
      params: { path: { identityNumber }, header: { 'If-None-Match': '*' } },
      body: subscription,
    });
    const { status } = response;
    return status === 201 || status === 412 ? true : undefined;
  });
}

/** Creates a contact and verifies it with the code from the inbox; an existing contact is kept. */
async function verifiedContact(
  { apiUrl }: FillContext,
  api: ApiClient,
  contact: DemoEstablishment['contacts'][number],
): Promise<string> {
  const list = async () => {
    const { items } = bodyOf(await api.GET('/v1/contacts', { params: { query: { limit: 100 } } }));
    return items.find(({ address }) => address === contact.address);
  };
  if (!(await list())) await api.POST('/v1/contacts', { body: contact });
  return eventually(`the contact ${contact.address}`, async () => {
    const known = await list();
    if (known?.status !== 'pending') return known?.id;
    const code = await codeFor(apiUrl, contact.address);
    if (!code) return undefined;
    const params = { path: { contactId: known.id } };
    const { response } = await api.POST('/v1/contacts/{contactId}/verification', { params, body: { code } });
    // The contact may be from an earlier start that was cut short, and its code may have expired.
    if (response.status === 410) await api.POST('/v1/contacts/{contactId}/verification-code', { params });
    return undefined;
  });
}

/** The newest verification code that the inbox holds for an address. */
async function codeFor(apiUrl: string, address: string): Promise<string | undefined> {
  const response = await fetch(`${apiUrl}/_local/inbox?to=${encodeURIComponent(address)}`);
  const { sms, email } = (await response.json()) as { sms: { text: string }[]; email: { text: string }[] };
  return [...sms, ...email].map(({ text }) => text.match(/\b\d{6}\b/)?.[0]).find((code) => code !== undefined);
}

async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const giveUpAt = Date.now() + PATIENCE_MS; Date.now() < giveUpAt; ) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the demo data is not complete: ${what} did not come about`);
}

/** The date in Riyadh, so many days from today. */
function riyadhDay(daysFromToday: number): string {
  return riyadhDate(new Date(Date.now() + daysFromToday * DAY_MS));
}
