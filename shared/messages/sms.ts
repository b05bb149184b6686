/**
 * SMS texts, each of them one part: Arabic in UCS-2 (70 units), English in GSM-7 (160 septets).
 *
 * A text is a row of pieces. What must be there has one wording, or ends in a short one; what may be there ends
 * in nothing. All start at their shortest and grow by rank as long as the whole fits, so an optional piece never
 * pushes a mandatory one out.
 *
 * Pieces go on lines of their own: a line break costs less than a comma and a space, and
 * keeps a label's direction away from the numbers of the next line without bidi marks.
 */

import type { Language } from '../domain/contacts.ts';
import type {
  AddressChangedContent,
  AlertContent,
  CodeContent,
  ContactSuppressedContent,
  FollowingEndedContent,
  MessageContent,
  SpendLimitContent,
} from '../domain/message-content.ts';
import { shortDateAndTime, shortDateTime } from './dates.ts';
import { inGsm7, linkless, shorterAndShorter, shownText } from './free-text.ts';
import { countSmsParts } from './sms-parts.ts';
import { daysAfterPreposition, KIND_WORDS, visaHeadlineInArabic, visaStatusWords, visaTypeWords } from './words.ts';

/** In this order pieces are given room beyond their shortest. */
const RANK = { substance: 1, label: 2, details: 3, courtesy: 4 } as const;

interface Choice {
  rank: number;
  /** Fullest first. The last must always fit. */
  wordings: readonly string[];
  /** What else than its length decides on a wording, but for the last; asked only of one that fits. */
  mayShow?: (wording: string) => boolean;
}

type Piece = string | Choice;

type AlertOf<T extends AlertContent['event']['type']> = Extract<AlertContent['event'], { type: T }>;

/** The text of an SMS. Nothing is put before it when it is sent. */
export function renderSms(content: MessageContent, language: Language): string {
  return inOnePart(pieces(content, language), language);
}

function pieces(content: MessageContent, language: Language): Piece[] {
  switch (content.template) {
    case 'alert':
      return language === 'ar' ? alertInArabic(content) : alertInEnglish(content);
    case 'following-ended':
      return language === 'ar' ? followingEndedInArabic(content) : followingEndedInEnglish(content);
    case 'code':
      return [code(content, language)];
    case 'address-changed':
      return language === 'ar' ? addressChangedInArabic(content) : addressChangedInEnglish(content);
    case 'contact-suppressed':
      return language === 'ar' ? contactSuppressedInArabic(content) : contactSuppressedInEnglish(content);
    case 'spend-limit':
      return [spendLimit(content, language)];
  }
}

function inOnePart(pieces: readonly Piece[], language: Language): string {
  const encoding = language === 'ar' ? 'ucs2' : 'gsm7';
  const chosen = pieces.map((piece) => (typeof piece === 'string' ? piece : (piece.wordings.at(-1) ?? '')));
  const fits = (texts: readonly string[]) => {
    const counted = countSmsParts(texts.join(''));
    return counted.encoding === encoding && counted.parts === 1;
  };
  const choices = pieces
    .flatMap((piece, index) => (typeof piece === 'string' ? [] : [{ ...piece, index }]))
    .sort((a, b) => a.rank - b.rank);
  for (const { index, wordings, mayShow = () => true } of choices) {
    const wording = wordings.find((candidate) => fits(chosen.with(index, candidate)) && mayShow(candidate));
    if (wording !== undefined) chosen[index] = wording;
  }
  return chosen.join('');
}

function optional(rank: number, wordings: readonly string[]): Choice {
  return { rank, wordings: [...wordings, ''] };
}

// Arabic

const ARABIC_TITLE: Choice = { rank: RANK.courtesy, wordings: ['إشعار الجوازات: ', 'الجوازات: '] };

function alertInArabic(content: AlertContent): Piece[] {
  const { event } = content;
  const person = personInArabic(content);
  const when = whenInArabic(content.occurredAt, content.late);
  const label = labelLine(content.label, 'ar');
  switch (event.type) {
    case 'TravellerEntered':
      return [ARABIC_TITLE, `دخول ${person}`, ...when, label, portLine(event, 'ar')];
    case 'TravellerExited':
      return [ARABIC_TITLE, `مغادرة ${person}`, ...when, label, portLine(event, 'ar')];
    case 'PassportRenewed':
      return [ARABIC_TITLE, `تجديد جواز ${person} حتى ${event.passportExpiresOn}`, ...when, label];
    case 'PassportExpiring':
      return [
        ARABIC_TITLE,
        `ينتهي جواز ${person} بعد ${daysAfterPreposition(event.daysLeft, 'ar')}\n${event.passportExpiresOn}`,
        ...lateInArabic(content.late),
        label,
      ];
    case 'PassportExpired':
      return [ARABIC_TITLE, `انتهى جواز ${person}\n${event.passportExpiresOn}`, ...lateInArabic(content.late), label];
    case 'VisaIssued':
    case 'VisaStatusChanged': {
      const { before, after } = visaHeadlineInArabic(event.visaStatus, person);
      const type = visaTypeWords(event.visaType, 'ar').map((word) => ` ${word}`);
      const validity = optional(RANK.details, [`\nصالحة حتى ${event.visaExpiresOn}`]);
      return [ARABIC_TITLE, before, optional(RANK.substance, type), after, ...when, label, validity];
    }
  }
}

function followingEndedInArabic(content: FollowingEndedContent): Piece[] {
  return [
    ARABIC_TITLE,
    `انتهت تبعية ${personInArabic(content)}`,
    { rank: RANK.substance, wordings: [' وتوقفت إشعاراته', ' وإشعاراته'] },
    ...whenInArabic(content.endedAt, content.late),
    labelLine(content.label, 'ar'),
  ];
}

function addressChangedInArabic({ channel, establishmentId, newAddressMasked }: AddressChangedContent): Piece[] {
  const another = channel === 'sms' ? 'رقم آخر' : 'بريد آخر';
  return [
    ARABIC_TITLE,
    `طُلب نقل إشعارات المنشأة ${establishmentId} إلى `,
    { rank: RANK.substance, wordings: [leftToRight(newAddressMasked), another] },
  ];
}

function contactSuppressedInArabic({ channel, establishmentId, addressMasked }: ContactSuppressedContent): Piece[] {
  const one = channel === 'sms' ? 'أحد الأرقام' : 'أحد عناوين البريد';
  return [
    ARABIC_TITLE,
    'تعذر التسليم إلى ',
    { rank: RANK.substance, wordings: [leftToRight(addressMasked), one] },
    ` فأُوقف، منشأة ${establishmentId}`,
  ];
}

function personInArabic({ kind, identityLastFour }: Pick<AlertContent, 'kind' | 'identityLastFour'>): string {
  return `${KIND_WORDS[kind].definiteAr} ${identityLastFour}`;
}

function whenInArabic(instant: string, late: boolean): Piece[] {
  return [`\n${shortDateTime(instant)}`, ...lateInArabic(late)];
}

function lateInArabic(late: boolean): Piece[] {
  return late ? [{ rank: RANK.courtesy, wordings: [' (إشعار متأخر)', ' متأخر'] }] : [];
}

/** One LEFT-TO-RIGHT MARK makes the whole of `+9665*****678` read from the left inside Arabic (Unicode UAX #9, W7, N1). */
function leftToRight(address: string): string {
  return `\u200E${linkless(address)}`;
}

// English

const ENGLISH_TITLE = 'Passport notice: ';

function alertInEnglish(content: AlertContent): Piece[] {
  const { event } = content;
  const person = personInEnglish(content);
  const late = content.late ? ' (late notice)' : '';
  const when = `${whenInEnglish(content.occurredAt)}${late}`;
  const label = labelLine(content.label, 'en');
  switch (event.type) {
    case 'TravellerEntered':
      return [`${ENGLISH_TITLE}${person} entered${when}.`, label, portLine(event, 'en')];
    case 'TravellerExited':
      return [`${ENGLISH_TITLE}${person} exited${when}.`, label, portLine(event, 'en')];
    case 'PassportRenewed':
      return [`${ENGLISH_TITLE}passport of ${person} renewed${when}, valid to ${event.passportExpiresOn}.`, label];
    case 'PassportExpiring': {
      const days = daysAfterPreposition(event.daysLeft, 'en');
      // Days are counted at the time of the event: where that is long ago, it must be said. (In Arabic there is no room.)
      const counted = content.late ? `, counted${when}` : '';
      const text = `passport of ${person} expires in ${days}, on ${event.passportExpiresOn}${counted}.`;
      return [`${ENGLISH_TITLE}${text}`, label];
    }
    case 'PassportExpired':
      return [`${ENGLISH_TITLE}passport of ${person} expired on ${event.passportExpiresOn}${late}.`, label];
    case 'VisaIssued':
    case 'VisaStatusChanged':
      return [
        ENGLISH_TITLE,
        optional(
          RANK.substance,
          visaTypeWords(event.visaType, 'en').map((word) => `${word} `),
        ),
        `visa of ${person} ${visaStatusWords(event.visaStatus).en}${when}.`,
        label,
        optional(RANK.details, [`\nVisa valid to ${event.visaExpiresOn}`]),
      ];
  }
}

function followingEndedInEnglish(content: FollowingEndedContent): Piece[] {
  const late = content.late ? ' (late notice)' : '';
  const ended = `affiliation of ${personInEnglish(content)} ended${whenInEnglish(content.endedAt)}${late}`;
  return [`${ENGLISH_TITLE}${ended}. Notices about this person stop.`, labelLine(content.label, 'en')];
}

function addressChangedInEnglish({ channel, establishmentId, newAddressMasked }: AddressChangedContent): Piece[] {
  const address = channel === 'sms' ? 'number' : 'e-mail address';
  return [
    `${ENGLISH_TITLE}establishment ${establishmentId} asked to move its notices from this ${address} to `,
    { rank: RANK.substance, wordings: [linkless(newAddressMasked), 'another'] },
    '.',
  ];
}

function contactSuppressedInEnglish({ channel, establishmentId, addressMasked }: ContactSuppressedContent): Piece[] {
  const one = channel === 'sms' ? 'one of your numbers' : 'one of your e-mail addresses';
  return [
    `${ENGLISH_TITLE}establishment ${establishmentId}: messages to `,
    { rank: RANK.substance, wordings: [linkless(addressMasked), one] },
    ' cannot be delivered and have been stopped.',
  ];
}

function personInEnglish({ kind, identityLastFour }: Pick<AlertContent, 'kind' | 'identityLastFour'>): string {
  return `${KIND_WORDS[kind].en} (ID ending ${identityLastFour})`;
}

function whenInEnglish(instant: string): string {
  const { date, time } = shortDateAndTime(instant);
  return ` on ${date} at ${time}`;
}

// Both

/** The code comes before any other number, so that people, and telephones that fill it in, find it first. */
function code({ code, establishmentId }: CodeContent, language: Language): string {
  return language === 'ar'
    ? `رمز تحقق الجوازات: ${code} للمنشأة ${establishmentId}\nصالح 10 دقائق. لا تشاركه`
    : `${ENGLISH_TITLE}${code} is the verification code for establishment ${establishmentId}. Valid for 10 minutes. Do not share it with anyone.`;
}

function spendLimit({ establishmentId, percent }: SpendLimitContent, language: Language): string {
  return language === 'ar'
    ? `استُخدم ${percent}% من رسائل الشهر النصية\nالمنشأة ${establishmentId}`
    : `${ENGLISH_TITLE}establishment ${establishmentId} has used ${percent}% of its SMS for this month.`;
}

function labelLine(label: string | undefined, language: Language): Choice {
  const shown = shownIn(language, label);
  if (shown === undefined) return optional(RANK.label, []);
  const [before, ellipsis] = language === 'ar' ? ['\n', '…'] : ['\nLabel: ', '..'];
  const wordings = shorterAndShorter(shown, ellipsis).map((text) => `${before}${text}`);
  // What is left after a cut may be a link or a number: «Dr.Saleh» becomes «Dr.Sa…».
  return { ...optional(RANK.label, wordings), mayShow: (text) => text === '' || shownText(text) !== undefined };
}

/** The name in the language or, where it has no room or is not in GSM-7, the code. Never cut: half a name may be another port. */
function portLine({ port }: AlertOf<'TravellerEntered' | 'TravellerExited'>, language: Language): Choice {
  const name = shownIn(language, port.name[language]);
  const code = shownIn(language, port.code);
  const wordings: string[] = [];
  if (name !== undefined) wordings.push(language === 'ar' ? `\n${name}` : `\nPort: ${name}`);
  if (code !== undefined) wordings.push(language === 'ar' ? `\nمنفذ ${code}` : `\nPort: ${code}`);
  return optional(RANK.details, wordings);
}

/** A text that others wrote, where it may be shown and the encoding of the language has its characters. */
function shownIn(language: Language, text: string | undefined): string | undefined {
  const shown = shownText(text);
  // Once more as it is written there: a counterpart may make a link of what was none.
  return shown === undefined || language === 'ar' ? shown : shownText(inGsm7(shown));
}
