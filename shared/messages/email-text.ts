import { type EmailModel, SERVICE } from './email-model.ts';
import { type Segment, segmentAsText } from './email-segments.ts';

/** Lines of the text part have as many characters at most (RFC 5322, 2.1.1), directional isolates included. */
const WIDTH = 78;
/** Further lines of a row stand in by so much. */
const INDENT = '  ';

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** The text part of an e-mail. */
export function emailText({
  language,
  heading,
  who,
  warning,
  paragraphs,
  code,
  rows,
  table,
  rest,
  todo,
  footer,
}: EmailModel): string {
  const entries = (table?.entries ?? []).map(
    ({ who: of, what, when }) =>
      `${wrapped(`${asText(of)}: ${asText(what)}`, INDENT)}\n${wrapped(asText(when), INDENT, INDENT)}`,
  );
  const known = who === undefined ? [] : [`\n${wrapped(who.map(segmentAsText).join(''))}`];
  const blocks = [
    [wrapped(heading), ...known].join(''),
    ...[warning, code, ...paragraphs].filter((one) => one !== undefined).map((one) => wrapped(one)),
    rows.map(({ name, value }) => wrapped(`${name}: ${value.map(segmentAsText).join('')}`, INDENT)).join('\n'),
    ...(entries.length > 0 ? [entries.join('\n')] : []),
    ...(rest === undefined ? [] : [wrapped(rest)]),
    wrapped(`${todo.name}: ${todo.text}`),
    '--',
    ...footer.map((one) => wrapped(one)),
    SERVICE[language],
  ];
  return `${blocks.join('\n\n')}\n`;
}

function asText(segments: readonly Segment[]): string {
  return segments.map(segmentAsText).join('');
}

/** A text in lines of {@link WIDTH} characters, broken at spaces; what is longer without one is broken between graphemes. */
function wrapped(text: string, indent = '', start = ''): string {
  // An isolate ends with its line, so each further line opens it again: room for both ends of one.
  const room = WIDTH - (/[\u2066-\u2068]/.test(text) ? 2 : 0);
  const lines: string[] = [];
  let line = start;
  for (const word of text.split(' ').flatMap((one) => pieces(one, room - indent.length))) {
    const longer = line === start ? `${start}${word}` : `${line} ${word}`;
    if (longer.length <= room) {
      line = longer;
    } else {
      lines.push(line);
      line = `${indent}${word}`;
    }
  }
  return closedIsolates([...lines, line]).join('\n');
}

function pieces(word: string, room: number): string[] {
  if (word.length <= room) return [word];
  const parts = [''];
  for (const { segment } of graphemes.segment(word)) {
    const last = parts.at(-1) ?? '';
    if (last.length + segment.length <= room) parts[parts.length - 1] = last + segment;
    else parts.push(segment);
  }
  return parts;
}

/** Ends an isolate at the end of its line, and opens it again on the next one. None stands in another. */
function closedIsolates(lines: readonly string[]): string[] {
  let open = '';
  return lines.map((line) => {
    const [, indent = '', rest = ''] = /^( *)(.*)$/s.exec(line) ?? [];
    const whole = `${indent}${open}${rest}`;
    open = /([\u2066-\u2068])[^\u2069]*$/.exec(whole)?.[1] ?? '';
    return open === '' ? whole : `${whole}\u2069`;
  });
}
