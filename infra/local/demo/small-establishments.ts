/** Two small demo establishments, of which every fact comes over the bus, and everything else by the API. */
import { createApiClient, type Schemas } from '../../../shared/client/client.ts';
import { ALERTS } from '../../../shared/domain/alerts.ts';
import type { EventType } from '../../../shared/domain/events.ts';
import { MINUTE_MS, riyadhDate } from '../../../shared/domain/time.ts';
import type { OutgoingEvent } from '../../../shared/queue/bus.ts';
import type { FillContext } from '../boot.ts';
import { subscribe, verifiedContact } from './api.ts';
import { affiliationOf, BATHA, type DemoPerson, daysFrom, demoEvent, RIYADH_AIRPORT } from './events.ts';

interface FollowedPerson extends DemoPerson {
  /** What the establishment follows; absent for a person who is left to be followed by hand. */
  readonly follow?: Pick<Schemas['NewSubscription'], 'alerts' | 'reference' | 'label'>;
}

interface SmallEstablishment {
  readonly establishmentId: string;
  readonly contacts: readonly Schemas['NewContact'][];
  readonly people: readonly FollowedPerson[];
}

const ALL = [...ALERTS];

const SMALL_ESTABLISHMENTS: readonly SmallEstablishment[] = [
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
        cameDaysAgo: 200,
        passportExpiresInDays: 30,
        follow: { alerts: ALL, reference: '1042', label: 'مشرف الموقع' },
      },
      {
        identityNumber: '2248163053',
        name: { ar: 'ماريا سانتوس', en: 'Maria Santos' },
        nationality: 'PHL',
        cameDaysAgo: 200,
        passportExpiresInDays: 7,
        follow: { alerts: ALL, reference: '1187', label: 'Nurse' },
      },
      {
        identityNumber: '2315709424',
        name: { ar: 'عمر حسن', en: 'Omar Hassan' },
        nationality: 'EGY',
        cameDaysAgo: 200,
        passportExpiresInDays: 0,
        follow: { alerts: ['passport-expiry', 'passport-renewal'], reference: '0965' },
      },
      {
        identityNumber: '2450938176',
        name: { ar: 'رحيم الدين', en: 'Rahim Uddin' },
        nationality: 'BGD',
        cameDaysAgo: 200,
        passportExpiresInDays: 410,
      },
      {
        identityNumber: '4100200300',
        name: { ar: 'جون ميلر', en: 'John Miller' },
        nationality: 'USA',
        cameDaysAgo: 200,
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
        cameDaysAgo: 200,
        passportExpiresInDays: 90,
        follow: { alerts: ALL, reference: 'HK-12', label: 'Housekeeping' },
      },
      {
        identityNumber: '3200300400',
        name: { ar: 'لينا قرداحي', en: 'Lina Kardahi' },
        nationality: 'LBN',
        cameDaysAgo: 200,
        passportExpiresInDays: 1200,
        follow: { alerts: ['entry', 'exit'] },
      },
    ],
  },
];

/** The people of the small establishments, as their registry tells of them. */
export function affiliationsOfSmall(firstStart: Date): OutgoingEvent[] {
  return SMALL_ESTABLISHMENTS.flatMap(({ establishmentId, people }) =>
    people.map((person) => affiliationOf(establishmentId, person, firstStart)),
  );
}

/** Their movements and visas, which fill the inbox. */
export function movementsOfSmall(firstStart: Date): OutgoingEvent[] {
  const event = (type: EventType, identityNumber: string, minutesAgo: number, more: object) =>
    demoEvent(type, identityNumber, new Date(firstStart.getTime() - minutesAgo * MINUTE_MS).toISOString(), more);
  const expiresOn = riyadhDate(daysFrom(firstStart, 180));
  const visa = { number: 'V-100200', type: 'exit-reentry-multiple', expiresOn };
  return [
    event('TravellerExited', '2103456717', 240, { port: BATHA, mode: 'land' }),
    event('TravellerEntered', '2103456717', 12, { port: BATHA, mode: 'land' }),
    event('TravellerEntered', '4100200300', 45, { port: RIYADH_AIRPORT, mode: 'air' }),
    event('VisaIssued', '2103456717', 300, { visa: { ...visa, status: 'issued' } }),
    event('VisaStatusChanged', '4100200300', 30, {
      visa: { ...visa, type: 'visit', status: 'extended', previousStatus: 'issued' },
    }),
    event('TravellerExited', '2563201488', 5, { port: RIYADH_AIRPORT, mode: 'air' }),
  ];
}

/** Gives the small establishments their contacts and subscriptions. */
export async function loadSmall(context: FillContext): Promise<void> {
  await Promise.all(
    SMALL_ESTABLISHMENTS.map(async ({ establishmentId, contacts, people }) => {
      const api = createApiClient({ baseUrl: context.apiUrl, token: await context.issueToken({ establishmentId }) });
      const contactIds = await Promise.all(contacts.map((contact) => verifiedContact(context.apiUrl, api, contact)));
      await Promise.all(
        people.flatMap(({ identityNumber, follow }) =>
          follow ? [subscribe(api, identityNumber, { ...follow, contactIds })] : [],
        ),
      );
    }),
  );
}
