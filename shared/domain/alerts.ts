import * as z from 'zod';

/** What an establishment chooses to be told of a traveller. */
export const ALERTS = ['entry', 'exit', 'passport-expiry', 'passport-renewal', 'visa-issued', 'visa-status'] as const;
export type Alert = (typeof ALERTS)[number];

/** The days before a passport's expiry on which a reminder can be chosen, most distant first; 0 is the day itself. */
export const LEAD_DAYS = [180, 90, 60, 30, 14, 7, 3, 1, 0] as const;
export const DEFAULT_LEAD_DAYS: readonly number[] = [90, 60, 30, 14, 7, 1, 0];

export const toldReminderSchema = z.object({ expiresOn: z.string(), leadDay: z.int(), eventId: z.string() });
/** The lead day that was last told for an expiry date, and the event that told it. */
export type ToldReminder = Readonly<z.infer<typeof toldReminderSchema>>;

/**
 * Which of the chosen lead days is to be told now: the most urgent one that is not below the days left, if it is
 * more urgent than what was told before for the same expiry date.
 *
 * @param leadDays the lead days that a subscription chose
 * @param reminder the expiry date and the whole days left until it; 0 once it has expired
 * @param told what was told before, for whichever date
 */
export function leadDayToTell(
  leadDays: readonly number[],
  reminder: { expiresOn: string; daysLeft: number },
  told: ToldReminder | undefined,
): number | undefined {
  // The day of expiry is told by its own event: a passport with days left never uses up lead day 0.
  const reached =
    reminder.daysLeft > 0 ? leadDays.filter((day) => day >= reminder.daysLeft) : leadDays.filter((day) => day === 0);
  if (reached.length === 0) return undefined;
  const mostUrgent = Math.min(...reached);
  const toldBefore = told?.expiresOn === reminder.expiresOn ? told.leadDay : Number.POSITIVE_INFINITY;
  return mostUrgent < toldBefore ? mostUrgent : undefined;
}
