/** The daily message as an SMS: how many of which, and the most urgent that there is room for. */

import type { Language } from '../domain/contacts.ts';
import { ALERTS_BY_URGENCY, totalOf } from '../domain/daily.ts';
import { holdsFullNumber } from '../domain/free-text.ts';
import type { AlertContent, DailyContent } from '../domain/message-content.ts';
import { type CalendarDate, riyadhDate } from '../domain/time.ts';
import { shortDate } from './dates.ts';
import { inGsm7, knownAs, shownText } from './free-text.ts';
import { growing, type Piece } from './sms-room.ts';
import { ALERT_WORDS, SHORT_ALERT_WORDS, visaStatusWords } from './words.ts';

/** The counts come before the most urgent one, that before fuller words, and those before more of what is urgent. */
export function dailyPieces(content: DailyContent, language: Language): Piece[] {
  const total = totalOf(content);
  const today = content.sentOn ?? content.day;
  const comma = language === 'ar' ? '، ' : ', ';
  const counted = ALERTS_BY_URGENCY.flatMap((alert) => {
    const count = content.counts[alert] ?? 0;
    return count > 0 ? [{ alert, count }] : [];
  });
  return [
    language === 'ar' ? `إشعارات: ${total}` : `New passport notices: ${total}`,
    ...counted.map(({ alert, count }, index) => {
      const before = index === 0 ? '\n' : comma;
      const wording = (words: typeof ALERT_WORDS) => `${before}${words[alert][language]} ${count}`;
      return growing('', ['date', wording(SHORT_ALERT_WORDS)], ['wording', wording(ALERT_WORDS)]);
    }),
    ...content.rows.map((row, index) => {
      const rank = index === 0 ? ('substance' as const) : ('details' as const);
      return growing('', ...linesOf(row, language, today).map((line) => [rank, `\n${line}`] as const));
    }),
  ];
}

/**
 * A line on one notification, shortest first: the last four digits with the reference, then with the label too. Several people may
 * share their last four digits, so a reference is never left out.
 */
function linesOf(row: AlertContent, language: Language, today: CalendarDate): string[] {
  const known = knownAs(row, language);
  const written = (text: string | undefined) => (language === 'en' ? shownText(text && inGsm7(text)) : text);
  const what = happened(row, language, today);
  const { identityLastFour: digits } = row;
  const [reference, name] = [written(known.reference), written(known.name)];
  const shortest = [digits, reference].filter((part) => part !== undefined).join(' ');
  const who = [shortest, ...(name ? [`${shortest} ${name}`] : [])];
  // Two numbers side by side may read as one full number.
  const shown = who.filter((one) => !holdsFullNumber(one));
  return (shown.length > 0 ? shown : [digits]).map((one) => `${one}: ${what}`);
}

function happened({ event, occurredAt }: AlertContent, language: Language, today: CalendarDate): string {
  const ar = language === 'ar';
  const day = shortDate(riyadhDate(occurredAt), language);
  switch (event.type) {
    case 'TravellerEntered':
      return `${ar ? 'دخول' : 'entered'} ${day}`;
    case 'TravellerExited':
      return `${ar ? 'مغادرة' : 'exited'} ${day}`;
    case 'PassportRenewed':
      return ar ? 'جُدّد جوازه' : 'passport renewed';
    case 'PassportExpiring':
    case 'PassportExpired': {
      const { passportExpiresOn: expiresOn } = event;
      const date = shortDate(expiresOn, language);
      if (expiresOn === today) return ar ? 'ينتهي جوازه اليوم' : 'passport expires today';
      if (expiresOn < today) return ar ? `انتهى جوازه ${date}` : `passport expired ${date}`;
      return ar ? `ينتهي جوازه ${date}` : `passport expires ${date}`;
    }
    case 'VisaIssued':
    case 'VisaStatusChanged': {
      const words = visaStatusWords(event.visaStatus);
      if (event.visaStatus === 'not-returned') return ar ? words.ar : 'did not return';
      return ar ? `${words.nounAr ?? ''} تأشيرة`.trim() : `visa ${words.en}`;
    }
  }
}
