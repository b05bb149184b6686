import * as z from 'zod/mini';
import { END_REASONS } from '../../shared/domain/affiliation.ts';
import { ALERTS } from '../../shared/domain/alerts.ts';
import {
  defaultSubscriptionSchema,
  INHERITABLE,
  type InForce,
  type Inheritable,
} from '../../shared/domain/default-subscription.ts';
import { TRAVELLER_KINDS } from '../../shared/domain/identity-number.ts';
import { DEFAULT_LEAD_DAYS, isSilent, LEAD_DAYS } from '../../shared/domain/reminders.ts';
import { subscriptionSchema } from '../../shared/domain/traveller.ts';
import { labelField } from '../../shared/http/label.ts';
import { SUBSCRIPTION_STATUSES, subscriptionFilters } from '../../shared/http/list-subscriptions.ts';
import { validationFailed } from '../../shared/http/problem.ts';
import { referenceField } from '../../shared/http/reference.ts';
import { listOf } from '../../shared/http/responses.ts';
import {
  contactIdField,
  distinct,
  type IssueContext,
  identityNumberField,
  pageFields,
  refuse,
} from '../../shared/http/validation.ts';

const alerts = z.array(z.enum(ALERTS)).check(z.minLength(1), z.maxLength(ALERTS.length), z.superRefine(distinct));
const contactIds = z.array(contactIdField).check(z.minLength(1), z.maxLength(10), z.superRefine(distinct));
/** Reminders need a day to be sent on. */
const ONE_LEAD_DAY = { minimum: 1, unit: 'leadDays' } as const;
const leadDay = z.number().check(
  z.superRefine((day, context) => {
    if (!LEAD_DAYS.some((offered) => offered === day)) refuse(context, 'not-offered', { allowed: LEAD_DAYS });
  }),
);
const expiryLeadDays = z.pipe(
  z.array(leadDay).check(z.maxLength(LEAD_DAYS.length), z.superRefine(distinct)),
  z.transform((days) => days.toSorted((a, b) => b - a)),
);

/** Somebody who is excluded is not told about, so nothing but who it is stands beside. */
function refuseBesideExcluded(
  wanted: { excluded?: boolean | undefined } & Partial<Record<Inheritable, unknown>>,
  context: IssueContext,
): void {
  if (!wanted.excluded) return;
  for (const field of INHERITABLE) if (wanted[field] !== undefined) refuse(context, 'not-offered', { path: [field] });
}

/** A whole subscription. What it leaves out is inherited from the default subscription, where that covers the person. */
export const newSubscriptionSchema = z
  .strictObject({
    alerts: z.optional(alerts),
    contactIds: z.optional(contactIds),
    expiryLeadDays: z.optional(expiryLeadDays),
    reference: z.optional(referenceField),
    label: z.optional(labelField),
    excluded: z.optional(z.boolean()),
  })
  .check(
    z.superRefine((wanted, context) => {
      refuseBesideExcluded(wanted, context);
      const { alerts = [], expiryLeadDays = DEFAULT_LEAD_DAYS } = wanted;
      if (isSilent({ alerts, expiryLeadDays })) {
        refuse(context, 'too-short', { ...ONE_LEAD_DAY, path: ['expiryLeadDays'] });
      }
    }),
  );
export type NewSubscription = Readonly<z.output<typeof newSubscriptionSchema>>;

/** The fields of a subscription that change. What is null is inherited from then on. */
export const subscriptionChangeSchema = z
  .strictObject({
    alerts: z.optional(z.nullable(alerts)),
    contactIds: z.optional(z.nullable(contactIds)),
    expiryLeadDays: z.optional(z.nullable(expiryLeadDays)),
    reference: z.optional(z.nullable(referenceField)),
    label: z.optional(z.nullable(labelField)),
    excluded: z.optional(z.boolean()),
  })
  .check(z.superRefine(refuseBesideExcluded));

export type SubscriptionChange = Readonly<z.output<typeof subscriptionChangeSchema>>;

/** A whole default subscription. */
export const newDefaultSubscriptionSchema = z
  .strictObject({
    kinds: z
      .array(z.enum(TRAVELLER_KINDS))
      .check(z.minLength(1), z.maxLength(TRAVELLER_KINDS.length), z.superRefine(distinct)),
    alerts,
    contactIds,
    expiryLeadDays: z._default(expiryLeadDays, [...DEFAULT_LEAD_DAYS]),
  })
  .check(
    z.superRefine((wanted, context) => {
      if (isSilent(wanted)) refuse(context, 'too-short', { ...ONE_LEAD_DAY, path: ['expiryLeadDays'] });
    }),
  );
export type NewDefaultSubscription = Readonly<z.output<typeof newDefaultSubscriptionSchema>>;

/** The default subscription as the API shows it. */
export const defaultSubscriptionView = z.strictObject(defaultSubscriptionSchema.shape);

/** Checks what a change makes of a subscription. @throws Problem when reminders would never come */
export function refuseSilentReminders(inForce: InForce): void {
  if (isSilent(inForce)) throw validationFailed({ ...ONE_LEAD_DAY, path: '/expiryLeadDays', code: 'too-short' });
}

export const identityNumberParams = z.object({ identityNumber: identityNumberField });
export const listSubscriptionsQuery = z.strictObject({ ...pageFields, ...subscriptionFilters });

/** A subscription as the API shows it. */
export const subscriptionView = z.strictObject({
  identityNumber: z.string(),
  kind: z.enum(TRAVELLER_KINDS),
  ...z.pick(defaultSubscriptionSchema, { alerts: true, contactIds: true, expiryLeadDays: true }).shape,
  ...z.pick(subscriptionSchema, { reference: true, label: true, excluded: true }).shape,
  inherited: z.array(z.enum(INHERITABLE)),
  status: z.enum(SUBSCRIPTION_STATUSES),
  endedReason: z.optional(z.enum(END_REASONS)),
  ...z.pick(subscriptionSchema, { createdAt: true, updatedAt: true }).shape,
});
export const subscriptionListView = listOf(subscriptionView);
