/** No list of 100,000 people unpacks to more; an archive that claims to would only fill the memory. */
const MAX_UNPACKED_BYTES = 400 * 1024 * 1024;

/**
 * The cells of the first sheet of an Excel workbook, as texts; row 1 is row 1. What reads it is loaded only for this.
 * @throws Error for what is no workbook
 */
export async function readWorkbook(bytes: Uint8Array): Promise<string[][]> {
  const [{ unzipSync, zipSync }, { readSheet }] = await Promise.all([
    import('fflate'),
    import('read-excel-file/universal'),
  ]);
  let unpacked = 0;
  const entries = unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      if (!/\.(?:xml|rels)$/i.test(name)) return false;
      unpacked += originalSize;
      if (unpacked > MAX_UNPACKED_BYTES) throw new Error('the workbook is too large');
      return true;
    },
  });
  // The reader unpacks large entries in workers that it makes of texts, which the policy of the page refuses. It takes entries
  // that are not packed as they are.
  const plain = zipSync(entries, { level: 0 });
  const rows = await readSheet(plain.slice().buffer);
  return rows.map((row) => row.map(cellText));
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return String(value);
}
