/** The large demo establishment: a hospital that follows everyone by default, and is told once a day. */
import { type ApiClient, bodyOf, createApiClient, type Schemas } from '../../../shared/client/client.ts';
import { ALERTS } from '../../../shared/domain/alerts.ts';
import type { EventType } from '../../../shared/domain/events.ts';
import { HOUR_MS, riyadhDate } from '../../../shared/domain/time.ts';
import type { OutgoingEvent } from '../../../shared/queue/bus.ts';
import type { FillContext } from '../boot.ts';
import { importFile, subscribe, verifiedContact } from './api.ts';
import { BATHA, type DemoPerson, daysFrom, demoEvent, RIYADH_AIRPORT } from './events.ts';
import { LARGE_ESTABLISHMENT, leftPeople, presentPeople } from './large-people.ts';

/** The establishment has so many people at the least: those of whom something is told by name below. */
export const FEWEST_PEOPLE = 50;

const DAILY: readonly Schemas['NewContact'][] = [
  {
    ...{ channel: 'email', address: 'staff@najd-hospital.example', language: 'ar' },
    ...{ delivery: 'daily', label: 'شؤون الموظفين' },
  },
  {
    ...{ channel: 'sms', address: '+966500100403', language: 'en' },
    ...{ delivery: 'daily', label: 'HR manager' },
  },
];
const AT_ONCE: Schemas['NewContact'] = {
  ...{ channel: 'sms', address: '+966500100404', language: 'ar', label: 'العلاقات الحكومية' },
};

/** Some people, by their places in the list. */
const OWN = [1, 2, 3, 4];
const EXCLUDED = 5;
const IMPORTED = { from: 9, to: 24 };
const CROSSED = { from: 10, to: 30 };
const WITH_VISA = { from: 30, to: 38 };
const LEAVING = [40, 41];
/** So many of those whose passport expires next have a new one. */
const RENEWED = 5;

/** Gives the establishment its contacts, its default subscription, and what differs from it. */
export async function loadLarge(context: FillContext, count: number): Promise<void> {
  const { apiUrl } = context;
  const api = await apiOf(context);
  const [daily, atOnce] = await Promise.all([
    Promise.all(DAILY.map((contact) => verifiedContact(apiUrl, api, contact))),
    verifiedContact(apiUrl, api, AT_ONCE),
    api.PATCH('/v1/establishment', { body: { showNames: 'when-unlabelled' } }).then(bodyOf),
  ]);
  await followByDefault(api, daily);
  const people = presentPeople(count);
  const numberAt = (index: number) => people[index]?.identityNumber ?? '';
  await Promise.all([
    ...OWN.map((index) =>
      subscribe(api, numberAt(index), {
        ...{ contactIds: [atOnce, ...daily], reference: `VIP-${index}`, label: 'طبيب زائر' },
        ...(index % 2 === 0 && { alerts: ['entry', 'exit', 'passport-expiry'], expiryLeadDays: [90, 30, 7, 0] }),
      }),
    ),
    subscribe(api, numberAt(EXCLUDED), { excluded: true, label: 'Follows his own passport' }),
    calendarOf(api),
  ]);
}

/** Imports a file into the establishment. */
export async function importIntoLarge(context: FillContext, count: number, firstStart: Date): Promise<void> {
  const api = await apiOf(context);
  await importFile(api, 'employees.csv', employeesFile(presentPeople(count), leftPeople(count, firstStart)));
}

async function apiOf({ apiUrl, issueToken }: FillContext): Promise<ApiClient> {
  return createApiClient({ baseUrl: apiUrl, token: await issueToken({ establishmentId: LARGE_ESTABLISHMENT }) });
}

/** Makes a calendar where there is none from an earlier start; its address is shown to nobody. */
async function calendarOf(api: ApiClient): Promise<void> {
  const { items } = bodyOf(await api.GET('/v1/calendars'));
  if (items.length === 0) bodyOf(await api.POST('/v1/calendars'));
}

async function followByDefault(api: ApiClient, contactIds: string[]): Promise<void> {
  const { response } = await api.PUT('/v1/default-subscription', {
    params: { header: { 'If-None-Match': '*' } },
    body: {
      kinds: ['resident', 'visitor'],
      alerts: [...ALERTS],
      contactIds,
      expiryLeadDays: [90, 60, 30, 14, 7, 1, 0],
    },
  });
  const { status } = response;
  if (status !== 201 && status !== 412) {
    throw new Error(`the demo data is not complete: the default subscription was answered ${status}`);
  }
}

/** A file of the personnel department, in which two rows are wrong: somebody who has left, and a citizen. */
function employeesFile(people: readonly DemoPerson[], left: readonly { person: DemoPerson }[]): string {
  const rows = people
    .slice(IMPORTED.from, IMPORTED.to)
    .map(({ identityNumber }, index) => [identityNumber, `N-${200 + index}`, index % 2 === 0 ? 'العيادات' : 'Clinics']);
  const wrong = [
    [left[0]?.person.identityNumber ?? '', 'N-300', 'العيادات'],
    ['1010101010', 'N-301', 'Clinics'],
  ];
  return [['رقم الهوية', 'الرقم الوظيفي', 'التعريف', 'متابعة'], ...[...rows, ...wrong].map((row) => [...row, 'عام'])]
    .map((row) => row.join(','))
    .join('\r\n');
}

/** What happened to the people in the last days. */
export function movementsOfLarge(count: number, firstStart: Date): OutgoingEvent[] {
  const people = presentPeople(count);
  const event = (type: EventType, { identityNumber }: DemoPerson, hoursAgo: number, more: object) =>
    demoEvent(type, identityNumber, new Date(firstStart.getTime() - hoursAgo * HOUR_MS).toISOString(), more);
  const airport = { port: RIYADH_AIRPORT, mode: 'air' };
  const crossings = people
    .slice(CROSSED.from, CROSSED.to)
    .map((person, index) =>
      event(
        ...([index % 2 === 0 ? 'TravellerExited' : 'TravellerEntered', person, 1 + 3 * index] as const),
        index % 3 === 0 ? { port: BATHA, mode: 'land' } : airport,
      ),
    );
  const visa = { type: 'exit-reentry-single', expiresOn: riyadhDate(daysFrom(firstStart, 120)) };
  const visas = people.slice(WITH_VISA.from, WITH_VISA.to).map((person, index) =>
    index % 2 === 0
      ? event('VisaIssued', person, 2 + 8 * index, { visa: { ...visa, number: `V-${5000 + index}`, status: 'issued' } })
      : event('VisaStatusChanged', person, 2 + 8 * index, {
          visa: { ...visa, number: `V-${5000 + index}`, status: 'used', previousStatus: 'issued' },
        }),
  );
  const renewals = people
    .slice(FEWEST_PEOPLE)
    .filter(({ passportExpiresInDays }) => passportExpiresInDays > 0)
    .toSorted((a, b) => a.passportExpiresInDays - b.passportExpiresInDays)
    .slice(0, RENEWED)
    .map((person, index) =>
      event('PassportRenewed', person, 4 + 12 * index, {
        passport: { number: `R${person.identityNumber.slice(2)}`, expiresOn: riyadhDate(daysFrom(firstStart, 3600)) },
      }),
    );
  const ends = LEAVING.flatMap((index) => people[index] ?? []).map((person, index) =>
    event('AffiliationEnded', person, 6 + index, {
      establishmentId: LARGE_ESTABLISHMENT,
      reason: index % 2 === 0 ? 'transferred' : 'final-exit',
    }),
  );
  return [...crossings, ...visas, ...renewals, ...ends];
}
