import { describe, expect, it } from 'vitest';
import { type Import, importSchema, isOpen, standing } from '../../../../shared/domain/imports.ts';

const CREATED = '2026-11-22T09:00:00.000Z';
const minutesLater = (minutes: number) => new Date(Date.parse(CREATED) + minutes * 60_000);
const one = (status: Import['status']): Import =>
  importSchema.parse({
    ...{ id: '019ab0d2-7c00-7e4f-8a9b-0c1d2e3f4a5b', establishmentId: '7000000101', fileName: 'people.csv' },
    ...{ mode: 'add-and-change', language: 'en', status, createdAt: CREATED, updatedAt: CREATED },
  });

describe('an import', () => {
  it.each<[Import['status'], number, Import['status'], string | undefined, boolean]>([
    ['awaiting-upload', 35, 'awaiting-upload', undefined, true],
    ['awaiting-upload', 36, 'failed', 'not-uploaded', false],
    ['checking', 24 * 60, 'checking', undefined, true],
    ['checking', 24 * 60 + 1, 'failed', 'expired', false],
    ['ready', 20 * 60, 'ready', undefined, true],
    ['ready', 20 * 60 + 1, 'failed', 'expired', false],
    ['applying', 24 * 60, 'applying', undefined, true],
    ['applying', 24 * 60 + 1, 'failed', 'expired', false],
    ['done', 30 * 24 * 60, 'done', undefined, false],
    ['cancelled', 1, 'cancelled', undefined, false],
  ])('that is %s stands after %i minutes as %s', (status, minutes, expected, reason, open) => {
    const stands = standing(one(status), minutesLater(minutes));
    expect(stands).toEqual({ status: expected, failure: reason === undefined ? undefined : { reason } });
    expect(isOpen(one(status), minutesLater(minutes))).toBe(open);
  });
});
