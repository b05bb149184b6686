/**
 * An import in pieces, as files: what a row asks for, what was found, what was refused. A file is read and written as a whole,
 * so that the memory of a function does not grow with the import.
 */
import * as z from 'zod/mini';
import { ALERTS } from '../domain/alerts.ts';
import { contactIdSchema, identityNumberSchema } from '../domain/ids.ts';
import type { Import } from '../domain/imports.ts';
import { FOLLOW, PEOPLE_COLUMNS } from '../domain/people-file.ts';
import { FIELD_CODES, type Unit, type ValueType } from '../http/problem-codes.ts';
import { ROW_CODES } from './rows.ts';

/** Rows in one piece: a message of the queue, and what a kill has to do again. */
export const ROWS_PER_PIECE = 250;

const errorSchema = z.object({
  column: z.optional(z.enum(PEOPLE_COLUMNS)),
  code: z.enum([...FIELD_CODES, ...ROW_CODES]),
  value: z.optional(z.string()),
  maximum: z.optional(z.number()),
  minimum: z.optional(z.number()),
  allowed: z.optional(z.readonly(z.array(z.union([z.string(), z.number(), z.boolean()])))),
  unit: z.optional(z.custom<Unit>((unit) => typeof unit === 'string')),
  expected: z.optional(z.custom<ValueType>((expected) => typeof expected === 'string')),
});
const wantedSchema = z.object({
  identityNumber: identityNumberSchema,
  isBlank: z.optional(z.boolean()),
  reference: z.nullish(z.string()),
  label: z.nullish(z.string()),
  follow: z.optional(z.enum(FOLLOW)),
  alerts: z.nullish(z.readonly(z.array(z.enum(ALERTS)))),
  contactIds: z.nullish(z.readonly(z.array(contactIdSchema))),
  expiryLeadDays: z.nullish(z.readonly(z.array(z.int()))),
});
const cellsSchema = z.object({
  row: z.int(),
  cells: z.readonly(z.array(z.string())),
  identityNumber: z.optional(z.string()),
});
const goodRowSchema = z.extend(cellsSchema, { wanted: wantedSchema });
const refusedRowSchema = z.extend(cellsSchema, { errors: z.readonly(z.array(errorSchema)) });
export type GoodRow = z.infer<typeof goodRowSchema>;
export type RefusedRow = z.infer<typeof refusedRowSchema>;

/** A piece of the file as it was cut. */
export const cutPieceSchema = z.object({ good: z.array(goodRowSchema), refused: z.array(refusedRowSchema) });
export type CutPiece = z.infer<typeof cutPieceSchema>;

/** A piece once it is checked: the rows that change something, those that are refused, and whose subscriptions are to end. */
export const checkedPieceSchema = z.object({
  toApply: z.array(goodRowSchema),
  refused: z.array(refusedRowSchema),
  toRemove: z.array(identityNumberSchema),
});
export type CheckedPiece = z.infer<typeof checkedPieceSchema>;

/** The rows of a piece that were good when they were checked, and are refused when they are applied. */
export const refusedLaterSchema = z.array(refusedRowSchema);

/** The file as a table, and who is in it. */
export const sheetSchema = z.object({
  header: z.readonly(z.array(z.string())),
  delimiter: z.string(),
  /** Everybody whom a row is about, refused or not. */
  identityNumbers: z.array(identityNumberSchema),
});
export type Sheet = z.infer<typeof sheetSchema>;

/** The first refusals, as the API shows them. */
export const refusalSchema = z.strictObject({
  row: z.int().check(z.positive()),
  identityNumber: z.optional(z.string()),
  column: z.optional(z.enum(PEOPLE_COLUMNS)),
  code: z.enum([...FIELD_CODES, ...ROW_CODES]),
  message: z.string(),
});
export const refusalsSchema = z.array(refusalSchema);
/** So many refusals the API shows; all of them are in the file. */
export const MAX_SHOWN_REFUSALS = 100;

/** The names of the files of an import. */
export const importFiles = {
  /** What is uploaded; a folder of its own, because its arrival starts the check. */
  upload: ({ establishmentId, id }: Pick<Import, 'establishmentId' | 'id'>) =>
    `imports/${establishmentId}/${id}/upload`,
  sheet: (of: Checked) => `${folderOf(of)}/sheet.json`,
  cut: (of: Checked, piece: number) => `${folderOf(of)}/cut/${piece}.json`,
  checked: (of: Checked, piece: number) => `${folderOf(of)}/checked/${piece}.json`,
  refusedLater: (of: Checked, piece: number) => `${folderOf(of)}/refused-later/${piece}.json`,
  /** The first refusals. */
  refusals: (of: Checked) => `${folderOf(of)}/refusals.json`,
  /** All refused rows, for people. */
  refusedRows: (of: Checked) => `${folderOf(of)}/refused.csv`,
};
/** An import whose file is cut. */
export type Checked = Pick<Import, 'establishmentId' | 'id' | 'check'>;

const folderOf = ({ establishmentId, id, check = '' }: Checked) => `checked-imports/${establishmentId}/${id}/${check}`;
