/** Text that others wrote (labels, names of ports) on its way into a message. */
import { toAsciiDigits } from '../domain/digits.ts';
import { hasSomethingToSee, holdsFullNumber, holdsLink, withoutInvisible } from '../domain/free-text.ts';
import { isGsm7 } from './sms-parts.ts';

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** A cut text shows at least this much; less tells nobody anything. */
const SHORTEST_CUT_GRAPHEMES = 3;

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

/** The text whole, then ever shorter with an ellipsis, cut between graphemes (Unicode UAX #29). */
export function shorterAndShorter(text: string, ellipsis: string): string[] {
  const starts = [...graphemes.segment(text)].map(({ index }) => index).slice(SHORTEST_CUT_GRAPHEMES);
  const cut = starts.reverse().map((end) => `${text.slice(0, end).trimEnd()}${ellipsis}`);
  return [text, ...cut];
}
