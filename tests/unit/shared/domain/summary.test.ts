import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOTIFICATION_STATUSES } from '../../../../shared/domain/notification.ts';
import { NO_COUNTS, withNotifications, withPeople } from '../../../../shared/domain/summary.ts';
import { addDays } from '../../../../shared/domain/time.ts';

const TODAY = '2026-11-22';
const person = fc.record({
  kind: fc.constantFrom('resident' as const, 'visitor' as const),
  expiresOn: fc.integer({ min: -40, max: 120 }).map((days) => addDays(TODAY, days)),
  isFollowed: fc.boolean(),
});

describe('counts', () => {
  it('are the same page by page as all at once, and each passport is in one range at the most', () => {
    fc.assert(
      fc.property(fc.array(person), fc.array(person), (some, others) => {
        const all = withPeople(NO_COUNTS, [...some, ...others], TODAY);
        expect(withPeople(withPeople(NO_COUNTS, some, TODAY), others, TODAY)).toEqual(all);
        const { total, residents, visitors, followed } = all.people;
        expect(residents + visitors).toBe(total);
        expect(followed).toBe([...some, ...others].filter(({ isFollowed }) => isFollowed).length);
        const within = [...some, ...others].filter(({ expiresOn }) => expiresOn <= addDays(TODAY, 90));
        expect(Object.values(all.passports).reduce((sum, count) => sum + count, 0)).toBe(within.length);
      }),
    );
  });

  it.each([
    [-1, 'expired'],
    [0, 'in0to30Days'],
    [30, 'in0to30Days'],
    [31, 'in31to60Days'],
    [60, 'in31to60Days'],
    [61, 'in61to90Days'],
    [90, 'in61to90Days'],
  ])('with %i days left it is %s', (days, range) => {
    const one = { kind: 'resident', expiresOn: addDays(TODAY, days), isFollowed: false } as const;
    expect(withPeople(NO_COUNTS, [one], TODAY).passports).toEqual({ ...NO_COUNTS.passports, [range]: 1 });
  });

  it('of messages are by status, and nothing before is lost', () => {
    const counts = withNotifications(withNotifications(NO_COUNTS, NOTIFICATION_STATUSES), ['sent', 'failed', 'sent']);
    expect(counts.notificationsLast7Days).toMatchObject({ sent: 3, failed: 2, queued: 1 });
    expect(NO_COUNTS.notificationsLast7Days.sent).toBe(0);
  });
});
