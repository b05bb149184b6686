import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALERTS } from '../../../../shared/domain/alerts.ts';
import { ALERTS_BY_URGENCY, type DigestPart, mergeParts, rankOf, totalOf } from '../../../../shared/domain/daily.ts';
import type { AlertEvent } from '../../../../shared/domain/message-content.ts';
import { asId } from '../../../support/ids.ts';

const MOST = 5;
const one = fc
  .record({
    alert: fc.constantFrom(...ALERTS),
    group: fc.nat(6),
    within: fc.integer({ min: -3, max: 3 }),
    id: fc.uuid(),
  })
  .map(({ alert, id, ...rank }): DigestPart => ({ counts: { [alert]: 1 }, shown: [{ id: asId(id), alert, rank }] }));

describe('parts of a daily message', () => {
  it('give the same, however they are put together and in whatever order', () => {
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), fc.nat(40), fc.nat(40), (parts, cutAt, turnAt) => {
        const whole = mergeParts(parts, MOST);
        const halves = [parts.slice(0, cutAt), parts.slice(cutAt)].map((half) => mergeParts(half, MOST));
        const turned = [...parts.slice(turnAt), ...parts.slice(0, turnAt)];
        expect(mergeParts(halves, MOST)).toEqual(whole);
        expect(mergeParts(turned, MOST)).toEqual(whole);
        expect(totalOf(whole)).toBe(parts.length);
        expect(whole.shown).toHaveLength(Math.min(parts.length, MOST));
      }),
    );
  });

  it('show nothing that is less urgent than what they leave out', () => {
    const key = ({ rank: { group, within } }: DigestPart['shown'][number]) => group * 100 + within;
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), (parts) => {
        const { shown } = mergeParts(parts, MOST);
        const all = parts.flatMap((part) => part.shown.map(key)).toSorted((a, b) => a - b);
        expect(shown.map(key)).toEqual(all.slice(0, MOST));
      }),
    );
  });
});

describe('what is most urgent', () => {
  const visa = { visaType: 'visit', visaExpiresOn: '2027-01-01' } as const;
  const port = { code: 'RUH', name: { ar: 'الرياض', en: 'Riyadh' } };
  const changed = (visaStatus: string) =>
    ({ type: 'VisaStatusChanged', ...visa, visaStatus, previousStatus: 'issued' }) as const;
  /** The most urgent first. */
  const EVENTS: readonly AlertEvent[] = [
    changed('not-returned'),
    { type: 'PassportExpired', passportExpiresOn: '2026-11-20' },
    { type: 'PassportExpiring', passportExpiresOn: '2026-11-25', daysLeft: 3 },
    { type: 'PassportExpiring', passportExpiresOn: '2026-12-25', daysLeft: 33 },
    changed('cancelled'),
    { type: 'TravellerExited', port, mode: 'air' },
    { type: 'TravellerEntered', port, mode: 'air' },
    { type: 'VisaIssued', ...visa, visaStatus: 'issued' },
    { type: 'PassportRenewed', passportExpiresOn: '2031-01-01' },
  ];
  const occurredAt = '2026-11-22T08:00:00.000Z';
  const before = (a: ReturnType<typeof rankOf>, b: ReturnType<typeof rankOf>) =>
    a.group - b.group || a.within - b.within;

  it('is what has a deadline, by the deadline, and then what an office has to look into', () => {
    const ranks = EVENTS.map((event) => rankOf({ event, occurredAt }));
    expect(ranks.toSorted(before)).toEqual(ranks);
    expect(new Set(ranks.map(({ group, within }) => `${group} ${within}`)).size).toBe(EVENTS.length);
  });

  it('is among things of one kind the newest', () => {
    const event = { type: 'TravellerExited', port, mode: 'air' } as const;
    const later = rankOf({ event, occurredAt: '2026-11-22T08:00:01.000Z' });
    expect(before(later, rankOf({ event, occurredAt }))).toBeLessThan(0);
  });

  it('counts every alert once', () => {
    expect(ALERTS_BY_URGENCY.toSorted()).toEqual(ALERTS.toSorted());
  });
});
