/**
 * SMS texts, each of them one part: Arabic in UCS-2 (70 units); English in GSM-7 (160 septets), or a short one in UCS-2
 * where GSM-7 lacks a letter of what tells who it is about.
 *
 * A text is: what happened, who it is about, the date that matters, the rest. They stand on lines of their own: a line
 * break costs less than a comma and a space, and keeps a label's direction away from the numbers of the next line without
 * bidi marks.
 */
import type { Language } from '../domain/contacts.ts';
import { firstToSee, holdsFullNumber } from '../domain/free-text.ts';
import type { AlertContent, AlertEvent, FollowingEndedContent, MessageContent } from '../domain/message-content.ts';
import { riyadhDate } from '../domain/time.ts';
import { shortDate, shortDateAndTime } from './dates.ts';
import { inGsm7, type KnownAs, knownAs, shortToWhole, shownText } from './free-text.ts';
import { dailyPieces } from './sms-daily.ts';
import { noticePieces } from './sms-notices.ts';
import { isGsm7 } from './sms-parts.ts';
import { growing, inOnePart, type Piece } from './sms-room.ts';
import { type VisaDateMeaning, visaDate } from './visa-date.ts';
import { daysAfterPreposition, KIND_WORDS, visaStatusWords, visaTypeWords } from './words.ts';

/** The text of an SMS. Nothing is put before it when it is sent. */
export function renderSms(content: MessageContent, language: Language): string {
  return inOnePart(pieces(content, language));
}

function pieces(content: MessageContent, language: Language): Piece[] {
  switch (content.template) {
    case 'alert': {
      const happened = language === 'ar' ? alertInArabic(content) : alertInEnglish(content);
      return [late(content, language), ...happened, who(content, language), ...details(content, language)];
    }
    case 'following-ended': {
      const happened = language === 'ar' ? endInArabic(content) : endInEnglish(content);
      return [late(content, language), ...happened, who(content, language), dayOfEnd(content, language)];
    }
    case 'daily':
      return dailyPieces(content, language);
    default:
      return noticePieces(content, language);
  }
}

function late({ late }: { late: boolean }, language: Language): string {
  if (!late) return '';
  return language === 'ar' ? 'متأخر: ' : 'Late: ';
}

// What happened

function alertInArabic(content: AlertContent): Piece[] {
  const { event, kind, identityLastFour } = content;
  const person = [growing('', ['kind', `${KIND_WORDS[kind].definiteAr} `]), identityLastFour];
  switch (event.type) {
    case 'TravellerEntered':
      return ['دخول ', ...person, growing('', ['wording', ' إلى المملكة'])];
    case 'TravellerExited':
      return ['مغادرة ', ...person, growing('', ['wording', ' للمملكة'])];
    case 'PassportRenewed':
      return ['جُدّد جواز ', ...person, dated(content, `، ينتهي ${shortDate(event.passportExpiresOn, 'ar')}`)];
    case 'PassportExpiring': {
      const date = shortDate(event.passportExpiresOn, 'ar');
      const left = event.daysLeft === 1 ? 'غدًا' : `بعد ${daysAfterPreposition(event.daysLeft, 'ar')} في`;
      return ['ينتهي جواز ', ...person, expiryDate(content, ` في ${date}`, ` ${left} ${date}`)];
    }
    case 'PassportExpired': {
      const date = shortDate(event.passportExpiresOn, 'ar');
      return isOfToday(content, event)
        ? ['ينتهي جواز ', ...person, ' اليوم', growing('', ['date', ` ${date}`])]
        : [growing('انتهى', ['wording', 'انتهت صلاحية']), ' جواز ', ...person, ` في ${date}`];
    }
    case 'VisaIssued':
    case 'VisaStatusChanged': {
      if (event.visaStatus === 'not-returned') return [...person, ': خرج ولم يعد'];
      // Of leaving, people speak without the word «تأشيرة».
      const types = visaTypeWords(event.visaType, 'ar').map((word) => (/^خروج/.test(word) ? word : `تأشيرة ${word}`));
      // After the preposition لـ the article loses its alif: المقيم, للمقيم.
      const forPerson = [growing(' لـ', ['kind', ` ل${KIND_WORDS[kind].definiteAr.slice(1)} `]), identityLastFour];
      return [`${visaStatusWords(event.visaStatus).nounAr} `, visaType('تأشيرة', types), ...forPerson];
    }
  }
}

function alertInEnglish(content: AlertContent): Piece[] {
  const { event, kind, identityLastFour } = content;
  const person = [growing('ID ', ['kind', `${capitalised(KIND_WORDS[kind].en)} `]), identityLastFour];
  const ofPerson = [' of ', growing('', ['kind', `${KIND_WORDS[kind].en} `]), identityLastFour];
  switch (event.type) {
    case 'TravellerEntered':
      return [...person, ' entered', growing('', ['wording', ' Saudi Arabia'])];
    case 'TravellerExited':
      return [...person, ' exited', growing('', ['wording', ' Saudi Arabia'])];
    case 'PassportRenewed':
      return [
        'Passport',
        ...ofPerson,
        ' renewed',
        dated(content, ` to ${event.passportExpiresOn}`, `, expires ${event.passportExpiresOn}`),
      ];
    case 'PassportExpiring': {
      const date = event.passportExpiresOn;
      const left = event.daysLeft === 1 ? 'tomorrow,' : `in ${daysAfterPreposition(event.daysLeft, 'en')}, on`;
      return ['Passport', ...ofPerson, ' expires', expiryDate(content, ` on ${date}`, ` ${left} ${date}`)];
    }
    case 'PassportExpired':
      return isOfToday(content, event)
        ? ['Passport', ...ofPerson, ' expires today', growing('', ['date', `, ${event.passportExpiresOn}`])]
        : ['Passport', ...ofPerson, ` expired on ${event.passportExpiresOn}`];
    case 'VisaIssued':
    case 'VisaStatusChanged': {
      if (event.visaStatus === 'not-returned')
        return [...person, growing('', ['wording', ' exited and']), ' did not return'];
      const types = visaTypeWords(event.visaType, 'en').map((word) => `${capitalised(word)} visa`);
      return [visaType('Visa', types), ...ofPerson, ` ${visaStatusWords(event.visaStatus).en}`];
    }
  }
}

/** Where somebody went with the end, and that somebody left at all, is not told. */
function endInArabic({ reason, kind, identityLastFour }: FollowingEndedContent): Piece[] {
  const person = [growing('', ['kind', `${KIND_WORDS[kind].definiteAr} `]), identityLastFour];
  if (reason === 'transferred') return ['نُقلت خدمات ', ...person, growing('', ['substance', ' وأوقفت إشعاراته'])];
  const ended = reason === 'deceased' ? ': حالة وفاة' : ' لم يعد تابعًا لمنشأتكم';
  return [...person, ended, growing('', ['substance', '، أوقفت إشعاراته'])];
}

function endInEnglish({ reason, kind, identityLastFour }: FollowingEndedContent): Piece[] {
  const person = [growing('ID ', ['kind', `${capitalised(KIND_WORDS[kind].en)} `]), identityLastFour];
  const belongs = ' no longer belongs to your establishment';
  const ended =
    reason === 'transferred' || reason === 'deceased'
      ? growing(`: ${reason}`, ['substance', `${belongs} (${reason})`])
      : growing(' is no longer yours', ['substance', belongs]);
  return [...person, ended, growing('', ['wording', ', notices have stopped'])];
}

/** The date alone, and what is left until then: a late reminder counts no days. */
function expiryDate({ late }: AlertContent, date: string, withDaysLeft: string): Piece {
  return late ? date : growing(date, ['date', withDaysLeft]);
}

/** Whether a passport expires on the very day on which people are told. */
function isOfToday({ late, occurredAt }: AlertContent, event: AlertOf<'PassportExpired'>): boolean {
  return !late && event.passportExpiresOn === riyadhDate(occurredAt);
}

function visaType(shortest: string, [full, short = full]: readonly string[]): Piece {
  return full === undefined || short === undefined
    ? shortest
    : growing(shortest, ['substance', short], ['wording', full]);
}

// Who it is about

/**
 * Reference and label, or the first name where there is neither, on a line of its own. The reference is always whole. Of the
 * label something is always there, in the last resort a letter without its marks.
 */
function who(content: AlertContent | FollowingEndedContent, language: Language): Piece {
  const { reference, name } = inAlphabetOf(language, knownAs(content, language));
  if (name === undefined) return reference === undefined ? '' : `\n${reference}`;
  // Two numbers side by side may read as one full number, with a cut date too.
  const isOneNumber = holdsFullNumber(`${reference ?? ''}${name.replace(/[^\p{Letter}\p{Number}]/gu, '')}`);
  const before = reference === undefined ? '\n' : `\n${reference}${isOneNumber ? '\n' : ' '}`;
  const ellipsis = language === 'en' && isGsm7(`${reference ?? ''}${name}`) ? '..' : '…';
  const wordings = shortToWhole(name, ellipsis).map((text) => `${before}${text}`);
  // What is left after a cut may be a link or a number: «Dr.Saleh» becomes «Dr.Sa…».
  const mayShow = (wording: string) => shownText(wording.slice(before.length)) !== undefined;
  return {
    shortest: `${before}${firstToSee(name)}${ellipsis}`,
    fuller: [['letter', wordings.find(mayShow) ?? ''], ...wordings.map((wording) => ['label', wording] as const)],
    mayShow,
  };
}

/** English goes out in GSM-7 where all of it can be written there. */
function inAlphabetOf(language: Language, known: KnownAs): KnownAs {
  if (language === 'ar') return known;
  const reference = shownText(known.reference && inGsm7(known.reference));
  const name = shownText(known.name && inGsm7(known.name));
  return (reference === undefined) === (known.reference === undefined) &&
    (name === undefined) === (known.name === undefined)
    ? { reference, name }
    : known;
}

// Dates and places

/** A piece that shows a date: in a late message it has its room before the whole label. Shortest wording first. */
function dated({ late }: { late: boolean }, shortest: string, ...fuller: string[]): Piece {
  return growing('', [late ? 'late-date' : 'date', shortest], ...fuller.map((text) => ['wording', text] as const));
}

function details(content: AlertContent, language: Language): Piece[] {
  const { event, occurredAt, late } = content;
  const day = shortDate(riyadhDate(occurredAt), language);
  const happened = growing('', ['details', `\n${language === 'ar' ? 'حدث في' : 'Happened on'} ${day}`]);
  switch (event.type) {
    case 'TravellerEntered':
    case 'TravellerExited':
      return [
        growing(
          '',
          [late ? 'late-date' : 'date', `\n${day}`],
          ['date', `\n${day} ${shortDateAndTime(occurredAt).time}`],
        ),
        port(event, language),
      ];
    case 'PassportRenewed':
      return late ? [happened] : [];
    case 'PassportExpiring':
    case 'PassportExpired':
      return [];
    case 'VisaIssued':
    case 'VisaStatusChanged': {
      const { meaning, date } = visaDate(event, occurredAt);
      const [shortest, ...fuller] = VISA_DATE_WORDS[meaning][language];
      const line = (words: string) => `\n${words} ${shortDate(date, language)}`;
      return [
        dated(content, line(shortest), ...fuller.map(line)),
        ...(late && meaning !== 'changed-on' ? [happened] : []),
      ];
    }
  }
}

/** Shortest first. */
const VISA_DATE_WORDS: Record<VisaDateMeaning, Record<Language, readonly [string, ...string[]]>> = {
  'return-before': { ar: ['يعود قبل'], en: ['Return before'] },
  'leave-before': { ar: ['يغادر قبل'], en: ['Leave before'] },
  'travel-before': { ar: ['يسافر قبل'], en: ['Travel before'] },
  'valid-until': { ar: ['حتى'], en: ['Until', 'Valid until'] },
  'was-to-return-before': { ar: ['مهلة عودته'], en: ['Due before', 'Was to return before'] },
  'expired-on': { ar: ['انتهت'], en: ['Expired', 'Expired on'] },
  'not-back-at-expiry': { ar: ['انتهت', 'تأشيرته انتهت'], en: ['Expired', 'Visa expired'] },
  'changed-on': { ar: ['بتاريخ'], en: ['On'] },
};

/** The day of the end matters less than that notices have stopped. */
function dayOfEnd({ endedAt, late }: FollowingEndedContent, language: Language): Piece {
  const day = shortDate(riyadhDate(endedAt), language);
  return growing(
    '',
    [late ? 'late-date' : 'details', `\n${day}`],
    ['details', `\n${language === 'ar' ? 'بتاريخ' : 'On'} ${day}`],
  );
}

/** The name in the language or, where it has no room or is not in the alphabet, the code. Never cut: half a name may be another port. */
function port({ port }: AlertOf<'TravellerEntered' | 'TravellerExited'>, language: Language): Piece {
  const [name, code] = [port.name[language], port.code].map((text) => {
    const shown = shownText(text);
    return shown && language === 'en' ? (shownText(inGsm7(shown)) ?? shown) : shown;
  });
  const wordings: string[] = [];
  if (code !== undefined) wordings.push(language === 'ar' ? `\nمنفذ ${code}` : `\nPort: ${code}`);
  if (name !== undefined) wordings.push(language === 'ar' ? `\n${name}` : `\nPort: ${name}`);
  return growing('', ...wordings.map((wording) => ['details', wording] as const));
}

type AlertOf<T extends AlertEvent['type']> = Extract<AlertEvent, { type: T }>;

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
