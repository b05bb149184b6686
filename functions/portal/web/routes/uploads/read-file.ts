/** What can be told of a chosen file before it is uploaded: whether it is a table, how it is encoded, and how it begins. */
import { csvOf, firstRows } from './csv.ts';
import { encodingOf } from './encoding.ts';
import { readWorkbook } from './workbook.ts';

type Refusal = 'empty-file' | 'pdf-file' | 'old-excel-file' | 'broken-workbook' | 'too-large';
type Format = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1256' | 'workbook';

/** A file that may be uploaded. */
export interface ChosenFile {
  readonly name: string;
  readonly bytes: number;
  /** How it was read; for a CSV file a guess, which the service makes in the same way. */
  readonly format: Format;
  /** What is uploaded: the file as it is, or the first sheet of a workbook as CSV. */
  readonly content: Blob;
  /** The header and the first rows, as they stand there. */
  readonly beginning: readonly (readonly string[])[];
  /** About how many rows it has; the header is none. */
  readonly rows: number;
}

export type ReadResult =
  | { readonly ok: true; readonly file: ChosenFile }
  | { readonly ok: false; readonly name: string; readonly reason: Refusal };

/** The service takes no larger file. */
const MAX_MEGABYTES = 20;
const MAX_BYTES = MAX_MEGABYTES * 1024 * 1024;
const SHOWN_ROWS = 4;

const beginsWith = (bytes: Uint8Array, ...start: number[]) => start.every((byte, index) => bytes[index] === byte);

/** Reads what somebody chose or dropped. */
export async function readChosenFile(file: File): Promise<ReadResult> {
  const refused = (reason: Refusal): ReadResult => ({ ok: false, name: file.name, reason });
  if (file.size > MAX_BYTES) return refused('too-large');
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes.length === 0) return refused('empty-file');
  if (beginsWith(bytes, 0x25, 0x50, 0x44, 0x46)) return refused('pdf-file');
  if (beginsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return refused('old-excel-file');
  const isWorkbook = beginsWith(bytes, 0x50, 0x4b);
  const text = isWorkbook ? await workbookText(bytes) : undefined;
  if (isWorkbook && text === undefined) return refused('broken-workbook');
  const format = isWorkbook ? 'workbook' : encodingOf(bytes);
  const shown = text ?? new TextDecoder(format).decode(bytes);
  const content = text === undefined ? file : new Blob([text], { type: 'text/csv' });
  if (content.size > MAX_BYTES) return refused('too-large');
  return {
    ok: true,
    file: {
      name: file.name,
      bytes: file.size,
      format,
      content,
      beginning: firstRows(shown, SHOWN_ROWS),
      rows: Math.max(0, shown.trimEnd().split(/\r\n|\n|\r/).length - 1),
    },
  };
}

async function workbookText(bytes: Uint8Array): Promise<string | undefined> {
  try {
    return csvOf(await readWorkbook(bytes));
  } catch {
    return undefined;
  }
}
