import { describe, expect, it } from 'vitest';
import { kindOf, maskPassportNumber, parseIdentityNumber } from '../../../../shared/domain/identity-number.ts';
import { asId } from '../../../support/ids.ts';

describe('an identity number', () => {
  it.each(['2000000006', '2100000005', '2345678904', '2999999994'])('%s is a resident', (identityNumber) => {
    expect(parseIdentityNumber(identityNumber)).toEqual({ ok: true, identityNumber, kind: 'resident' });
    expect(kindOf(asId(identityNumber))).toBe('resident');
  });

  it.each(['3000000004', '3123456786', '4000000002', '5000000000', '6000000001'])('%s is a visitor', (number) => {
    expect(parseIdentityNumber(number)).toEqual({ ok: true, identityNumber: number, kind: 'visitor' });
    expect(kindOf(asId(number))).toBe('visitor');
  });

  it.each([
    ['2000000007', 'bad-check-digit'],
    ['1000000008', 'citizen-number'],
    ['200000000', 'bad-length'],
    ['20000000060', 'bad-length'],
    ['', 'bad-length'],
    ['20000O0006', 'bad-length'],
    ['-', 'bad-length'],
    ['0000000000', 'bad-prefix'],
    ['7000000001', 'bad-prefix'],
    ['9000000001', 'bad-prefix'],
  ])('%s is refused as %s', (number, problem) => {
    expect(parseIdentityNumber(number)).toEqual({ ok: false, problem });
  });

  it('never enforces the check digit of a visitor', () => {
    for (let last = 0; last < 10; last += 1) expect(parseIdentityNumber(`312345678${last}`).ok).toBe(true);
  });

  it.each(['٢٠٠٠٠٠٠٠٠٦', '۲۰۰۰۰۰۰۰۰۶', '200-000 0006', '\u200f٢٠٠٠٠٠٠٠٠٦\u200e', '2٠۰0000006'])(
    'may be typed as %j',
    (typed) => {
      expect(parseIdentityNumber(typed)).toMatchObject({ ok: true, identityNumber: '2000000006' });
    },
  );
});

describe('a passport number', () => {
  it('shows its last three characters, and nothing when that were all of it', () => {
    expect(maskPassportNumber('A12345678')).toBe('******678');
    expect(maskPassportNumber('A123')).toBe('***123');
    expect(maskPassportNumber('A12')).toBe('***');
    expect(maskPassportNumber('')).toBe('***');
  });
});
