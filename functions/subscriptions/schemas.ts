import * as z from 'zod';
import { ALERTS, DEFAULT_LEAD_DAYS, LEAD_DAYS } from '../../shared/domain/alerts.ts';
import { TRAVELLER_KINDS } from '../../shared/domain/identity-number.ts';
import type { Subscription } from '../../shared/domain/traveller.ts';
import type { FieldError } from '../../shared/http/problem.ts';
import { distinct, identityNumberField, labelField, pageFields, refuse } from '../../shared/http/validation.ts';

const alerts = z.array(z.enum(ALERTS)).min(1).max(ALERTS.length).superRefine(distinct);
const contactIds = z.array(z.string()).min(1).max(10).superRefine(distinct);
const leadDay = z.number().superRefine((day, context) => {
  if (!LEAD_DAYS.some((offered) => offered === day)) refuse(context, 'not-offered');
});
const expiryLeadDays = z
  .array(leadDay)
  .max(LEAD_DAYS.length)
  .superRefine(distinct)
  .transform((days) => days.toSorted((a, b) => b - a));

export const newSubscriptionSchema = z.strictObject({
  alerts,
  contactIds,
  expiryLeadDays: expiryLeadDays.default([...DEFAULT_LEAD_DAYS]),
  label: labelField.optional(),
});

export const subscriptionChangeSchema = z.strictObject({
  alerts: alerts.optional(),
  contactIds: contactIds.optional(),
  expiryLeadDays: expiryLeadDays.optional(),
  label: labelField.nullable().optional(),
});

/** Reminders without a day to send them on would never come. */
export function leadDayErrors({
  alerts,
  expiryLeadDays,
}: Pick<Subscription, 'alerts' | 'expiryLeadDays'>): FieldError[] {
  const isSilent = alerts.includes('passport-expiry') && expiryLeadDays.length === 0;
  return isSilent ? [{ path: '/expiryLeadDays', code: 'too-short' }] : [];
}

export const SUBSCRIPTION_STATUSES = ['active', 'awaiting-contact', 'ended'] as const;
export const identityNumberParams = z.object({ identityNumber: identityNumberField });
export const listSubscriptionsQuery = z.strictObject({
  ...pageFields,
  status: z.enum(SUBSCRIPTION_STATUSES).optional(),
  alert: z.enum(ALERTS).optional(),
  kind: z.enum(TRAVELLER_KINDS).optional(),
});
