/** Text that others wrote (labels, names of ports) on its way into a message. */

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** A cut text shows at least this much; less tells nobody anything. */
const SHORTEST_CUT_GRAPHEMES = 3;

/** Bidi controls (Unicode 9, UAX #9, 2): they cost characters and can turn the rest of a message around. */
const BIDI_CONTROLS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** One line without control characters, bidi controls, lone surrogates or outer spaces. Joiners stay: scripts and emoji need them. */
export function oneLine(text: string): string {
  return text
    .replace(BIDI_CONTROLS, '')
    .replace(/\p{Surrogate}/gu, '')
    .replace(/[\p{Control}\p{Line_Separator}\p{Paragraph_Separator}\s]+/gu, ' ')
    .trim();
}

/** Ten digits in a row, of any script and however grouped: an identity number or a telephone number. */
const FULL_NUMBER = /(?:\p{Decimal_Number}[\s\-./]*){10}/u;

/** What telephones turn into a link. */
const LINK =
  /:\/\/|www\.|[\p{Letter}\p{Number}]\.(?:com|net|org|info|biz|io|me|co|ly|link|site|xyz|online|top|sa|ae|app)(?![\p{Letter}\p{Number}])/iu;

/**
 * The label of a person as messages may show it. One that holds a full number stays out of every message:
 * people do write the identity number into it.
 */
export function shownLabel(label: string | undefined): string | undefined {
  const line = oneLine(label ?? '');
  return line === '' || FULL_NUMBER.test(line) ? undefined : line;
}

/** No link in an SMS, whoever wrote it: people are told that our messages have none. */
export function holdsLink(text: string): boolean {
  return LINK.test(text);
}

/** The text whole, then ever shorter with an ellipsis, cut between graphemes (Unicode UAX #29). */
export function shorterAndShorter(text: string, ellipsis: string): string[] {
  const starts = [...graphemes.segment(text)].map(({ index }) => index).slice(SHORTEST_CUT_GRAPHEMES);
  const cut = starts.reverse().map((end) => `${text.slice(0, end).trimEnd()}${ellipsis}`);
  return [text, ...cut];
}
