import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LEAD_DAYS, LEAD_DAYS, leadDayToSend } from '../../../../shared/domain/reminders.ts';
import type { SentReminder } from '../../../../shared/domain/traveller.ts';

const EXPIRES_ON = '2027-05-01';
const told = (leadDay: number, expiresOn = EXPIRES_ON): SentReminder => ({ expiresOn, leadDay, eventId: 'told' });
const due = (leadDays: readonly number[], daysLeft: number, before?: SentReminder) =>
  leadDayToSend(leadDays, { expiresOn: EXPIRES_ON, daysLeft }, before);

/** Section 5 of the design, day by day: from the most urgent lead day up, the first that is reached and news. */
function byTheBook(leadDays: readonly number[], daysLeft: number, before: SentReminder | undefined) {
  if (daysLeft === 0)
    return leadDays.includes(0) && !(before?.expiresOn === EXPIRES_ON && before.leadDay <= 0) ? 0 : undefined;
  for (const day of LEAD_DAYS.toReversed()) {
    if (!leadDays.includes(day) || day < daysLeft) continue;
    return before?.expiresOn === EXPIRES_ON && day >= before.leadDay ? undefined : day;
  }
  return undefined;
}

const leadDaySets = fc.subarray([...LEAD_DAYS]);

describe('the lead day to tell', () => {
  it('is the most urgent one reached that was not told yet for that expiry date', () => {
    const tolds = fc.option(
      fc.record({ leadDay: fc.constantFrom(...LEAD_DAYS), expiresOn: fc.constantFrom(EXPIRES_ON, '2026-12-31') }),
      { nil: undefined },
    );
    fc.assert(
      fc.property(leadDaySets, fc.nat(200), tolds, (leadDays, daysLeft, before) => {
        const known = before && told(before.leadDay, before.expiresOn);
        expect(due(leadDays, daysLeft, known)).toBe(byTheBook(leadDays, daysLeft, known));
      }),
      { numRuns: 2000 },
    );
  });

  it('tells every chosen lead day once, most distant first, when somebody looks every day', () => {
    fc.assert(
      fc.property(leadDaySets, (leadDays) => {
        const days: number[] = [];
        let before: SentReminder | undefined;
        for (let daysLeft = 181; daysLeft >= 0; daysLeft -= 1) {
          const day = due(leadDays, daysLeft, before);
          if (day === undefined) continue;
          days.push(day);
          before = told(day);
        }
        expect(days).toEqual(leadDays);
      }),
    );
  });

  it('tells only the most urgent one when several were passed unseen', () => {
    expect(due(DEFAULT_LEAD_DAYS, 20, told(90))).toBe(30);
    expect(due(DEFAULT_LEAD_DAYS, 20, undefined)).toBe(30);
    expect(due(DEFAULT_LEAD_DAYS, 20, told(30))).toBeUndefined();
  });

  it('tells nothing above the most distant one', () => {
    expect(due(DEFAULT_LEAD_DAYS, 91)).toBeUndefined();
    expect(due(DEFAULT_LEAD_DAYS, 90)).toBe(90);
  });

  it('leaves lead day 0 to the passport that has expired', () => {
    expect(due([0], 1)).toBeUndefined();
    expect(due([1], 0)).toBeUndefined();
    expect(due([1, 0], 0, told(1))).toBe(0);
    expect(due([0], 0, told(0))).toBeUndefined();
  });

  it('starts anew for another expiry date', () => {
    expect(due(DEFAULT_LEAD_DAYS, 90, told(0, '2026-05-01'))).toBe(90);
  });
});
