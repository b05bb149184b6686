import * as z from 'zod/mini';
import { hasSomethingToSee } from '../../shared/domain/free-text.ts';
import { IMPORT_FAILURES, IMPORT_MODES, IMPORT_STATUSES } from '../../shared/domain/imports.ts';
import { listOf } from '../../shared/http/responses.ts';
import { idField, pageFields, refuse } from '../../shared/http/validation.ts';
import { MAX_SHOWN_REFUSALS, refusalsSchema } from '../../shared/imports/pieces.ts';

/** The longest name of a file that file systems take. */
const MAX_FILE_NAME = 255;
/** As in labels: what would turn the text around it, and what no encoding can carry. */
const CONTROL = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

const fileNameField = z.pipe(
  z.string(),
  z.transform((typed, context) => {
    const name = typed.trim();
    if (CONTROL.test(typed)) refuse(context, 'control-character');
    else if (!hasSomethingToSee(name)) refuse(context, 'too-short', { minimum: 1, unit: 'visibleCharacters' });
    else if ([...name].length > MAX_FILE_NAME)
      refuse(context, 'too-long', { maximum: MAX_FILE_NAME, unit: 'characters' });
    return name;
  }),
);

export const newImportSchema = z.strictObject({ fileName: fileNameField, mode: z.enum(IMPORT_MODES) });
export const importParams = z.object({ importId: idField });
export const listImportsQuery = z.strictObject(pageFields);

/** A schema of its own for each count, because the contract describes each. */
const count = () => z.int().check(z.nonnegative());

/** An import as the API shows it. */
export const importView = z.strictObject({
  id: z.string(),
  fileName: z.string(),
  mode: z.enum(IMPORT_MODES),
  status: z.enum(IMPORT_STATUSES),
  failureReason: z.optional(z.enum(IMPORT_FAILURES)),
  failureMessage: z.optional(z.string()),
  upload: z.optional(
    z.strictObject({
      method: z.literal('PUT'),
      url: z.string(),
      headers: z.record(z.string(), z.string()),
      expiresAt: z.string(),
    }),
  ),
  counts: z.optional(
    z.strictObject({
      rows: count(),
      add: count(),
      change: count(),
      same: count(),
      remove: count(),
      refused: count(),
      applied: count(),
    }),
  ),
  ignoredColumns: z.optional(z.array(z.string())),
  refused: z.optional(refusalsSchema.check(z.maxLength(MAX_SHOWN_REFUSALS))),
  refusedFileUrl: z.optional(z.string()),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type ImportView = z.input<typeof importView>;
export const importListView = listOf(importView);
