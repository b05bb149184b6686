import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALERTS, type Alert } from '../../../../shared/domain/alerts.ts';
import type { ContactId } from '../../../../shared/domain/ids.ts';
import type { Follow } from '../../../../shared/domain/people-file.ts';
import { decide } from '../../../../shared/imports/decide.ts';
import type { WantedRow } from '../../../../shared/imports/rows.ts';
import { affiliation, defaultSubscription, RESIDENT, subscription } from '../../../support/factories.ts';
import type { Plain } from '../../../support/ids.ts';

const AT = '2026-11-22T09:00:00.000Z';
const row = (wanted: Partial<Plain<WantedRow>> = {}) => ({ identityNumber: RESIDENT, ...wanted }) as WantedRow;
const around = (more: { hasDefault?: boolean; gone?: string } = {}) => ({
  defaults: more.hasDefault ? defaultSubscription({ kinds: ['resident'] }) : undefined,
  holdsContact: (id: ContactId) => id !== more.gone,
  at: AT,
});
const NEW = { alerts: ['entry' as const], contactIds: ['contact-1'] };

/** What became of it: `add`, `column code`, and so on. */
function outcomeOf(...[known, wanted, surroundings]: Parameters<typeof decide>): string {
  const decision = decide(known, wanted, surroundings);
  return decision.outcome === 'refused'
    ? decision.errors.map(({ column, code }) => `${column} ${code}`).join()
    : decision.outcome;
}

describe('a row', () => {
  it('is about somebody who belongs to the establishment, the same for a stranger as for somebody who has left', () => {
    const left = affiliation({ present: false, subscription: subscription() });
    for (const known of [undefined, left]) {
      expect(outcomeOf(known, row(NEW), around())).toBe('identity_number not-affiliated');
    }
  });

  it('makes a new subscription, also over one that has ended', () => {
    const ended = { at: AT, eventId: 'end-1', reason: 'departed' as const };
    for (const known of [affiliation(), affiliation({ subscription: subscription({ ended }) })]) {
      expect(decide(known, row(NEW), around())).toEqual({
        outcome: 'add',
        subscription: {
          ...NEW,
          expiryLeadDays: [90, 60, 30, 14, 7, 1, 0],
          underStart: known.starts[0],
          createdAt: AT,
          updatedAt: AT,
        },
      });
    }
  });

  it.each<[string, Partial<Plain<WantedRow>>, boolean, string]>([
    ['nothing, without a default', {}, false, 'alerts required,contacts required'],
    ['alerts alone, without a default', { alerts: ['entry'] }, false, 'contacts required'],
    ['nothing, with a default', {}, true, 'same'],
    ['nothing in the columns that the file has', { isBlank: true }, false, 'same'],
    ['a label alone, with a default', { label: 'x' }, true, 'add'],
    ['alerts alone, with a default', { alerts: ['entry'] }, true, 'add'],
    ['to be followed by the default', { follow: 'default' }, true, 'same'],
    [
      'to be followed by a default that is not there',
      { follow: 'default', label: 'x' },
      false,
      'alerts required,contacts required,lead_days required',
    ],
    ['to be followed by itself, with a default', { follow: 'yes' }, true, 'add'],
    ['to be followed by nobody', { follow: 'no' }, false, 'add'],
    ['a contact that is gone', { alerts: ['entry'], contactIds: ['gone'] }, false, 'contacts unknown-contact'],
    [
      'reminders on no day',
      { alerts: ['passport-expiry'], contactIds: ['contact-1'], expiryLeadDays: [] },
      false,
      'lead_days too-short',
    ],
  ])('of a new person asks for %s', (_name, wanted, hasDefault, outcome) => {
    expect(outcomeOf(affiliation(), row(wanted), around({ hasDefault, gone: 'gone' }))).toBe(outcome);
  });

  const excluded = affiliation({
    subscription: subscription({
      ...{ alerts: undefined, contactIds: undefined, expiryLeadDays: undefined, excluded: true, label: 'x' },
    }),
  });
  it.each<[Partial<Plain<WantedRow>>, boolean, string]>([
    [{}, false, 'same'],
    [{ follow: 'no' }, false, 'same'],
    [{ label: 'y' }, false, 'change'],
    [{ alerts: ['entry'] }, true, 'alerts excluded'],
    [{ follow: 'yes', ...NEW }, false, 'change'],
    [{ follow: 'yes' }, false, 'alerts required,contacts required'],
    [{ follow: 'default' }, true, 'change'],
  ])('of a person who is excluded, %j', (wanted, hasDefault, outcome) => {
    expect(outcomeOf(excluded, row(wanted), around({ hasDefault }))).toBe(outcome);
  });

  it('keeps what it does not name, and clears what it clears', () => {
    const before = subscription({ label: 'x', reference: '7' });
    const known = affiliation({ subscription: before });
    expect(decide(known, row({ label: null, alerts: ['exit'] }), around())).toEqual({
      outcome: 'change',
      subscription: { ...before, label: undefined, alerts: ['exit'], updatedAt: AT },
    });
    expect(decide(known, row({ alerts: null }), around({ hasDefault: true }))).toMatchObject({
      subscription: { alerts: undefined, contactIds: before.contactIds },
    });
    expect(outcomeOf(known, row({ alerts: null }), around())).toBe('alerts required');
  });

  it('may leave inherited what was inherited when the default goes', () => {
    const inheriting = subscription({ alerts: undefined, contactIds: undefined, expiryLeadDays: undefined });
    const known = affiliation({ subscription: inheriting });
    expect(outcomeOf(known, row({ label: 'y' }), around())).toBe('change');
    expect(outcomeOf(known, row({ follow: 'default' }), around())).toBe('same');
  });

  /** Rows of all kinds, over people of all kinds. */
  const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof(fc.constant(undefined), fc.constant(null), arbitrary);
  const rows = fc.record({
    reference: optional(fc.constantFrom('1', '2')),
    label: optional(fc.constantFrom('a', 'b')),
    follow: fc.constantFrom<Follow | undefined>(undefined, 'yes', 'no', 'default'),
    alerts: optional(fc.subarray<Alert>([...ALERTS], { minLength: 1 })),
    contactIds: optional(fc.subarray(['contact-1', 'contact-2'], { minLength: 1 })),
    expiryLeadDays: optional(fc.subarray([90, 30, 7, 0], { minLength: 1 })),
  });
  const owns = fc.option(
    fc.record({
      alerts: fc.option(fc.subarray<Alert>([...ALERTS], { minLength: 1 }), { nil: undefined }),
      contactIds: fc.option(fc.subarray(['contact-1', 'contact-2'], { minLength: 1 }), { nil: undefined }),
      expiryLeadDays: fc.option(fc.subarray([90, 30, 7, 0], { minLength: 1 }), { nil: undefined }),
      label: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
    }),
    { nil: undefined },
  );

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(owns, rows, fc.boolean(), (own, wanted, hasDefault) => {
        const known = affiliation({ subscription: own && subscription(own) });
        const first = decide(known, row(wanted as Partial<Plain<WantedRow>>), around({ hasDefault }));
        if (!('subscription' in first)) return;
        const after = { ...known, subscription: first.subscription };
        expect(outcomeOf(after, row(wanted as Partial<Plain<WantedRow>>), around({ hasDefault }))).toBe('same');
      }),
    );
  });

  it('never makes somebody followed whom it excludes, nor the other way round', () => {
    fc.assert(
      fc.property(owns, rows, fc.boolean(), (own, wanted, hasDefault) => {
        const known = affiliation({ subscription: own && subscription(own) });
        const decision = decide(known, row(wanted as Partial<Plain<WantedRow>>), around({ hasDefault }));
        if (!('subscription' in decision)) return;
        const { excluded: isExcluded, alerts, contactIds, expiryLeadDays } = decision.subscription;
        expect(isExcluded ?? false).toBe(wanted.follow === 'no');
        const inherits = [alerts, contactIds, expiryLeadDays].map((field) => field === undefined);
        if (wanted.follow === 'no' || wanted.follow === 'default') expect(inherits).toEqual([true, true, true]);
      }),
    );
  });
});
