const BYTE_ORDER_MARK = '\ufeff';
const DELIMITERS = [',', ';', '\t'] as const;

/** Rows as a CSV file (RFC 4180) that says that it is UTF-8. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    cells.map((cell) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');
  return BYTE_ORDER_MARK + rows.map((cells) => `${line(cells)}\r\n`).join('');
}

/** The first rows of a file, for people to look at. Its delimiter is the one that its first row has most of. */
export function firstRows(text: string, count: number): string[][] {
  const content = text.replace(/^\ufeff/, '').replace(/^"?sep=."?(?:\r\n|\r|\n)/i, '');
  const header = content.split(/[\r\n]/, 1)[0] ?? '';
  const times = (delimiter: string) => header.split(delimiter).length;
  const delimiter = DELIMITERS.reduce((best, one) => (times(one) > times(best) ? one : best));
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let index = 0; index < content.length && rows.length < count; index += 1) {
    const character = content[index] ?? '';
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (content[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else isQuoted = false;
    } else if (character === '"' && cell === '') isQuoted = true;
    else if (character === delimiter) {
      row.push(cell);
      cell = '';
    } else if (character === '\n' || character === '\r') {
      if (character === '\r' && content[index + 1] === '\n') index += 1;
      rows.push([...row, cell]);
      row = [];
      cell = '';
    } else cell += character;
  }
  if (rows.length < count && (row.length > 0 || cell !== '')) rows.push([...row, cell]);
  return rows;
}
