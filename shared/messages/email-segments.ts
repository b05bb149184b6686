/** What rows of e-mails are put together from: texts whose direction may differ from the text around them. */
import type { Language } from '../domain/contacts.ts';
import type { AlertContent, FollowingEndedContent } from '../domain/message-content.ts';
import { oneLine, shownText } from './free-text.ts';

export type AboutPerson = AlertContent | FollowingEndedContent;

/** A value whose direction may differ from the text around it. */
interface Isolated {
  isolated: string;
  direction: 'auto' | 'ltr';
}

export type Segment = string | Isolated;

/** One thing by which the establishment knows a person. */
export interface Known {
  readonly kind: 'reference' | 'label' | 'first-name';
  readonly name: string;
  readonly text: string;
  readonly segment: Segment;
}

/** Reference and label; where there is neither, the first name as far as the message has it. */
export function whoOf({ kind, reference, label, firstName }: AboutPerson, language: Language): Known[] {
  const known = (as: Known['kind'], name: string, given: string | undefined): Known[] => {
    const text = shownText(given);
    return text === undefined ? [] : [{ kind: as, name, text, segment: { isolated: text, direction: 'auto' } }];
  };
  const referenceWords = kind === 'resident' ? 'الرقم الوظيفي' : 'المرجع';
  const own = [
    ...known('reference', language === 'ar' ? referenceWords : 'Reference', reference),
    ...known('label', language === 'ar' ? 'التعريف' : 'Label', label),
  ];
  return own.length > 0
    ? own
    : known('first-name', language === 'ar' ? 'الاسم الأول' : 'First name', firstName?.[language]);
}

/** Name and code of a port, as far as they may be shown. */
export function portOf(port: { code: string; name: Record<Language, string> }, language: Language): Segment[] {
  const name = shownText(port.name[language]);
  const code = shownText(port.code);
  if (name === undefined) return code === undefined ? [] : [leftToRight(code)];
  const named: Segment = { isolated: name, direction: 'auto' };
  return code === undefined ? [named] : [named, ' (', leftToRight(code), ')'];
}

export function number(digits: string): Isolated {
  return { isolated: digits, direction: 'ltr' };
}

export function leftToRight(text: string): Isolated {
  return { isolated: oneLine(text), direction: 'ltr' };
}

export function isolate(text: string, initiator: string): string {
  return `${initiator}${text}\u2069`;
}

/** Directional isolates (Unicode UAX #9, 2.4.2). Digits alone need none, and are better copied without. */
export function segmentAsText(segment: Segment): string {
  if (typeof segment === 'string') return segment;
  if (/^\d*$/.test(segment.isolated)) return segment.isolated;
  return isolate(segment.isolated, segment.direction === 'ltr' ? '\u2066' : '\u2068');
}
