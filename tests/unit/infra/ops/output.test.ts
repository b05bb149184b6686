import { describe, expect, it } from 'vitest';
import { withoutDigits } from '../../../../infra/ops/output.ts';

describe('what was typed, said again', () => {
  it.each([
    ['fax', 'fax'],
    ['2000000006', '…'],
    ['--2000000006', '--…'],
    ['٢٠٠٠٠٠٠٠٠٦', '…'],
    ['۲۰۰۰۰۰۰۰۰۶', '…'],
    ['200-000-0006', '…-…-…'],
    ['sms2', 'sms…'],
  ])('has no digits: %s', (typed, said) => {
    expect(withoutDigits(typed)).toBe(said);
  });
});
