/** Text that others wrote (labels, names of ports) on its way into a message. */
import type { Language } from '../domain/contacts.ts';
import { toAsciiDigits } from '../domain/digits.ts';
import { hasSomethingToSee, holdsFullNumber, holdsLink, withoutInvisible } from '../domain/free-text.ts';
import type { AlertContent } from '../domain/message-content.ts';
import { isGsm7 } from './sms-parts.ts';

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** One line without control characters, invisible characters or outer spaces. */
export function oneLine(text: string): string {
  return withoutInvisible(text.replace(/[\p{Control}\p{Line_Separator}\p{Paragraph_Separator}\s]+/gu, ' ')).trim();
}

/**
 * A text that others wrote, as messages may show it; undefined where it is to be left out. People are told that our
 * messages have no links, and people do write an identity number into a label.
 */
export function shownText(text: string | undefined): string | undefined {
  const line = oneLine(text ?? '');
  return hasSomethingToSee(line) && !holdsLink(line) && !holdsFullNumber(line) ? line : undefined;
}

/** What an establishment knows a person by. */
export interface KnownAs {
  readonly reference?: string;
  /** The label, or the first name. */
  readonly name?: string;
}

/** Reference and label as messages may show them; the first name, where it is given and there is neither. */
export function knownAs(
  { reference, label, firstName }: Pick<AlertContent, 'reference' | 'label' | 'firstName'>,
  language: Language,
): KnownAs {
  const known = { reference: shownText(reference), name: shownText(label) };
  return (known.reference ?? known.name) ? known : { name: shownText(firstName?.[language]) };
}

/**
 * A masked address for an SMS, which has no link: of a domain only the first part is shown (`a***@example.***`), which
 * no telephone opens.
 */
export function linkless(maskedAddress: string): string {
  return oneLine(maskedAddress).replace(/(?<=@[^.]*)\..*/, '.***');
}

/** Punctuation that GSM-7 lacks, as it is written there. What NFKC makes of a character needs no entry. */
const GSM7_PUNCTUATION: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '‛': "'",
  '′': "'",
  ʼ: "'",
  ʻ: "'",
  ʿ: "'",
  ʾ: "'",
  '`': "'",
  '´': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '‟': '"',
  '″': '"',
  '«': '"',
  '»': '"',
  '‹': "'",
  '›': "'",
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '–': '-',
  '—': '-',
  '―': '-',
  '−': '-',
  '⁃': '-',
  '•': '-',
  '·': '-',
  '…': '...',
  '⁄': '/',
  '∕': '/',
  '×': 'x',
  '،': ',',
  '؛': ';',
  '؟': '?',
};

/**
 * A text in GSM-7, with the counterparts of what it lacks: typographic punctuation, digits of other scripts, letters in
 * another form. Undefined where a letter has none: what is left after dropping it may read as another name.
 */
export function inGsm7(text: string): string | undefined {
  const written = [...toAsciiDigits(text.normalize('NFC'))].map((character) => {
    if (isGsm7(character)) return character;
    return GSM7_PUNCTUATION[character] ?? character.normalize('NFKC');
  });
  const gsm7 = withoutInvisible(written.join(''));
  return isGsm7(gsm7) ? gsm7 : undefined;
}

/** A text cut between graphemes (Unicode UAX #29), with an ellipsis: the first grapheme, ever more, then the whole. */
export function shortToWhole(text: string, ellipsis: string): string[] {
  const [, ...ends] = [...graphemes.segment(text)].map(({ index }) => index);
  return [...ends.map((end) => `${text.slice(0, end).trimEnd()}${ellipsis}`), text];
}
