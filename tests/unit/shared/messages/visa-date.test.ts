import { describe, expect, it } from 'vitest';
import { visaDate } from '../../../../shared/messages/visa-date.ts';

const OCCURRED_AT = '2026-11-21T22:30:00Z';

describe('visaDate', () => {
  it.each([
    ['issued', {}, 'valid-until', '2027-05-20'],
    ['issued', { travelBefore: '2027-01-21' }, 'travel-before', '2027-01-21'],
    ['issued', { visaType: 'final-exit', travelBefore: '2027-01-21' }, 'leave-before', '2027-01-21'],
    ['extended', { returnBefore: '2027-03-01', travelBefore: '2027-01-21' }, 'return-before', '2027-03-01'],
    ['used', { returnBefore: '2027-03-01', travelBefore: '2027-01-21' }, 'return-before', '2027-03-01'],
    // Who has travelled has no date for it any more.
    ['used', { travelBefore: '2027-01-21' }, 'valid-until', '2027-05-20'],
    ['used', { visaType: 'final-exit', travelBefore: '2027-01-21' }, 'changed-on', '2026-11-22'],
    ['cancelled', { returnBefore: '2027-03-01' }, 'changed-on', '2026-11-22'],
    ['expired', { visaExpiresOn: '2026-11-22' }, 'expired-on', '2026-11-22'],
    // A date that contradicts the status is not told.
    ['expired', {}, 'changed-on', '2026-11-22'],
    ['not-returned', { visaExpiresOn: '2026-09-20' }, 'not-back-at-expiry', '2026-09-20'],
    ['not-returned', {}, 'changed-on', '2026-11-22'],
    ['not-returned', { returnBefore: '2026-10-01' }, 'was-to-return-before', '2026-10-01'],
    ['a-status-nobody-has-heard-of', {}, 'valid-until', '2027-05-20'],
    ['issued', { visaExpiresOn: '2026-11-01' }, 'expired-on', '2026-11-01'],
  ])('of %s with %o is %s %s', (visaStatus, others, meaning, date) => {
    const event = {
      type: 'VisaStatusChanged',
      visaType: 'work',
      visaExpiresOn: '2027-05-20',
      previousStatus: 'issued',
      visaStatus,
      ...others,
    } as const;
    expect(visaDate(event, OCCURRED_AT)).toEqual({ meaning, date });
  });
});
