/** The people of the large demo establishment: always the same ones, and nobody who lives. */
import { createHash } from 'node:crypto';
import { passesLuhn } from '../../../shared/domain/digits.ts';
import { parseEvent, sourceOf } from '../../../shared/domain/events.ts';
import { kindOf } from '../../../shared/domain/identity-number.ts';
import {
  type AffiliationRecord,
  emptyAffiliationRecord,
  reconcile,
  type Subscription,
  withEnd,
  withStart,
} from '../../../shared/domain/traveller.ts';
import type { OutgoingEvent } from '../../../shared/queue/bus.ts';
import { searchRowsOf } from '../../../shared/store/search.ts';
import { affiliationItem } from '../../../shared/store/travellers.ts';
import { affiliationOf, type DemoPerson, daysFrom, demoEvent } from './events.ts';

export const LARGE_ESTABLISHMENT = '7000000003';

/** Names of a nationality, in Arabic and as passports write them; `share` people of twenty bear them. */
interface Names {
  readonly nationality: string;
  readonly share: number;
  readonly men: string;
  readonly women: string;
  readonly families: string;
}

const NAMES: readonly Names[] = [
  {
    nationality: 'IND',
    share: 5,
    men: 'راجيش=Rajesh, محمد=Mohammed, سوريش=Suresh, فينود=Vinod, توماس=Thomas, سانجاي=Sanjay',
    women: 'سونيتا=Sunita, أنجالي=Anjali, بريا=Priya',
    families: 'شارما=Sharma, ناير=Nair, كومار=Kumar, خان=Khan, ماثيو=Mathew, ريدي=Reddy, باتيل=Patel',
  },
  {
    nationality: 'PAK',
    share: 3,
    men: 'محمد=Muhammad, عمران=Imran, بلال=Bilal, فيصل=Faisal, طارق=Tariq, نعيم=Naeem',
    women: 'عائشة=Ayesha, زينب=Zainab',
    families: 'إقبال=Iqbal, خان=Khan, حسين=Hussain, مالك=Malik, رضا=Raza, شودري=Chaudhry',
  },
  {
    nationality: 'BGD',
    share: 3,
    men: 'رفيق=Rafiq, شفيق=Shafiq, محمد=Md., كمال=Kamal, جهانغير=Jahangir',
    women: 'نسرين=Nasrin, روبينا=Rubina',
    families: 'إسلام=Islam, رحمن=Rahman, حسين=Hossain, ميا=Mia, علم=Alam',
  },
  {
    nationality: 'EGY',
    share: 3,
    men: 'محمد=Mohamed, أحمد=Ahmed, محمود=Mahmoud, إبراهيم=Ibrahim, يوسف=Youssef',
    women: 'منى=Mona, هبة=Heba, فاطمة=Fatma',
    families: 'حسن=Hassan, السيد=El-Sayed, عبدالله=Abdallah, مصطفى=Mostafa, الشناوي=El-Shenawy, فؤاد=Fouad',
  },
  {
    nationality: 'PHL',
    share: 2,
    men: 'خوسيه=Jose, مارك=Mark, رودريغو=Rodrigo, رامون=Ramon',
    women: 'ماريا=Maria, غريس=Grace, جينيفر=Jennifer',
    families: 'سانتوس=Santos, رييس=Reyes, كروز=Cruz, باوتيستا=Bautista, دي غوزمان=De Guzman',
  },
  {
    nationality: 'YEM',
    share: 1,
    men: 'علي=Ali, صالح=Saleh, عبدالملك=Abdulmalik, ناصر=Nasser',
    women: 'أروى=Arwa, بلقيس=Bilqis',
    families: 'الحداد=Al-Haddad, القاضي=Al-Qadhi, العمري=Al-Amri, باوزير=Bawazir',
  },
  {
    nationality: 'SDN',
    share: 1,
    men: 'عثمان=Osman, الطيب=Eltayeb, بابكر=Babiker, معتصم=Mutasim',
    women: 'آمنة=Amna, مريم=Mariam',
    families: 'محمد أحمد=Mohamed Ahmed, الحسن=Elhassan, إدريس=Idris, عبدالرحمن=Abdelrahman',
  },
  {
    nationality: 'NPL',
    share: 1,
    men: 'بيشنو=Bishnu, رام=Ram, كريشنا=Krishna, غوبال=Gopal',
    women: 'سيتا=Sita, لاكشمي=Laxmi',
    families: 'تامانغ=Tamang, غورونغ=Gurung, شريستا=Shrestha, ثابا=Thapa',
  },
  {
    nationality: 'JOR',
    share: 1,
    men: 'ليث=Laith, سامر=Samer, عمر=Omar, زيد=Zaid',
    women: 'رنا=Rana, دانا=Dana',
    families: 'الخطيب=Al-Khatib, حداد=Haddad, المجالي=Al-Majali, عبيدات=Obeidat',
  },
];
const BY_LOT = NAMES.flatMap((names) => Array.from({ length: names.share }, () => names));

const DEPARTMENTS = ['التمريض', 'Pharmacy', 'المختبر', 'Radiology', 'الطوارئ', 'Housekeeping', 'الصيانة', 'Kitchen'];
/** Every so many people are visitors, and others have a reference and a label. */
const EVERY = { visitor: 10, reference: 8 };
/** The passports expire from so many days before the first start, over so many days. */
const PASSPORTS = { expiredDays: 60, days: 3560 };
/** For so many people one has left. */
const PRESENT_FOR_ONE_LEFT = 40;

/** A number below `count` that looks drawn by lot, and is the same each time. */
function drawn(what: string, index: number, count: number): number {
  return createHash('sha256').update(`${what} ${index}`).digest().readUInt32BE(0) % count;
}

/** One of the words `arabic=latin` of a list. */
function drawnWord(list: string, what: string, index: number): readonly [ar: string, en: string] {
  const words = list.split(', ');
  const [ar = '', en = ''] = (words[drawn(what, index, words.length)] ?? '').split('=');
  return [ar, en];
}

function personAt(index: number): DemoPerson {
  const names = BY_LOT[drawn('nationality', index, BY_LOT.length)] as Names;
  const [given, father, family] = [
    drawnWord(`${names.men}, ${names.women}`, 'given name', index),
    drawnWord(names.men, "father's name", index),
    drawnWord(names.families, 'family name', index),
  ];
  return {
    identityNumber: numberAt(index),
    name: { ar: `${given[0]} ${father[0]} ${family[0]}`, en: `${given[1]} ${father[1]} ${family[1]}` },
    nationality: names.nationality,
    passportExpiresInDays: drawn('passport', index, PASSPORTS.days) - PASSPORTS.expiredDays,
    cameDaysAgo: 100 + drawn('came', index, 2000),
  };
}

/** The identity number of a person. Tests and the simulation use other beginnings. */
function numberAt(index: number): string {
  // The step parts neighbours, and has no factor in common with the range.
  const digits = String((index * 44_497) % 1_000_000).padStart(6, '0');
  if (index % EVERY.visitor === EVERY.visitor - 1) return `314${digits}0`;
  const checkDigit = [...'0123456789'].find((digit) => passesLuhn(`244${digits}${digit}`));
  return `244${digits}${checkDigit}`;
}

/** Those who belong to the establishment. */
export function presentPeople(count: number): DemoPerson[] {
  return Array.from({ length: count }, (_, index) => personAt(index));
}

/** Those who have left it, each with the event that says so. */
export function leftPeople(count: number, firstStart: Date): { person: DemoPerson; end: OutgoingEvent }[] {
  return Array.from({ length: Math.ceil(count / PRESENT_FOR_ONE_LEFT) }, (_, nth) => {
    const index = count + nth;
    const person = personAt(index);
    const leftAt = daysFrom(firstStart, -1 - drawn('left', index, 90)).toISOString();
    const reason = person.identityNumber.startsWith('2') ? 'final-exit' : 'departed';
    const end = demoEvent('AffiliationEnded', person.identityNumber, leftAt, {
      establishmentId: LARGE_ESTABLISHMENT,
      reason,
    });
    return { person, end };
  });
}

/**
 * The items of the people, as the matcher leaves them once it has read of each that they came, and of some that they left. Those
 * who have a reference follow the default subscription in all else.
 *
 * @param count of those who belong to the establishment
 */
export function* itemsOfLarge(count: number, firstStart: Date): Generator<Record<string, unknown>> {
  for (const [index, person] of presentPeople(count).entries()) {
    const record = recordOf([affiliationOf(LARGE_ESTABLISHMENT, person, firstStart)], firstStart);
    yield* itemsOf(index % EVERY.reference === 0 ? withReference(record, index, firstStart) : record);
  }
  for (const { person, end } of leftPeople(count, firstStart)) {
    yield* itemsOf(recordOf([affiliationOf(LARGE_ESTABLISHMENT, person, firstStart), end], firstStart));
  }
}

function* itemsOf(record: AffiliationRecord): Generator<Record<string, unknown>> {
  yield affiliationItem({ ...record, version: 1 });
  yield* searchRowsOf(record);
}

/** What the matcher makes of the events of one person. */
function recordOf(events: readonly OutgoingEvent[], now: Date): AffiliationRecord {
  let known: AffiliationRecord | undefined;
  for (const { type, detail } of events) {
    const parsed = parseEvent(JSON.stringify({ source: sourceOf(type), 'detail-type': type, detail }), now);
    if (!parsed.ok) throw new Error(`the demo data is wrong (${parsed.reason}): ${parsed.detail}`);
    const { event } = parsed;
    if (event.type !== 'AffiliationStarted' && event.type !== 'AffiliationEnded') continue;
    const before = known ?? emptyAffiliationRecord(event, kindOf(event.identityNumber));
    const changed = event.type === 'AffiliationStarted' ? withStart(before, event) : withEnd(before, event);
    [known] = [...reconcile({ affiliations: [changed], passport: undefined }), changed];
  }
  if (!known) throw new Error('the demo data is wrong: nothing is known of a person');
  return known;
}

function withReference(record: AffiliationRecord, index: number, firstStart: Date): AffiliationRecord {
  const underStart = record.starts.at(-1);
  if (!underStart) return record;
  const at = firstStart.toISOString();
  const subscription: Subscription = {
    ...{ reference: `H-${1000 + index}`, label: DEPARTMENTS[(index / EVERY.reference) % DEPARTMENTS.length] },
    ...{ underStart, createdAt: at, updatedAt: at },
  };
  return { ...record, subscription };
}
