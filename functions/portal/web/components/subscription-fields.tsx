import type { ReactNode } from 'react';
import type { Schemas } from '../api.ts';
import { language, plural, words } from '../words/words.ts';
import { Choices } from './form.tsx';
import { Address } from './values.tsx';

const { follow } = words;

export type Alert = Schemas['Subscription']['alerts'][number];
export type LeadDay = Schemas['Subscription']['expiryLeadDays'][number];
type Contact = Schemas['Contact'];

/** Every alert, in the order in which people read of them. */
export const ALERTS: readonly Alert[] = [
  'entry',
  'exit',
  'passport-expiry',
  'passport-renewal',
  'visa-issued',
  'visa-status',
];
const LEAD_DAYS: readonly LeadDay[] = [180, 90, 60, 30, 14, 7, 3, 1, 0];
/** The lead days that the service takes where nobody chooses. */
export const USUAL_LEAD_DAYS: readonly LeadDay[] = [90, 60, 30, 14, 7, 1, 0];

const LISTS = new Intl.ListFormat(language, { type: 'conjunction' });

/** Names one after the other, as the language joins them. */
export function joined(names: readonly string[]): string {
  return LISTS.format(names);
}

export function leadDayText(day: LeadDay): string {
  return day === 0 ? (follow.leadDay.zero ?? '') : plural(follow.leadDay, day);
}

/** Puts one in or takes it out, in the order of `all`. */
function toggled<T>(all: readonly T[], chosen: readonly T[], one: T, isChosen: boolean): T[] {
  return all.filter((each) => (each === one ? isChosen : chosen.includes(each)));
}

interface FieldsOf<T> {
  readonly chosen: readonly T[];
  readonly onChange: (chosen: T[]) => void;
  readonly error?: string | undefined;
}

/** Which alerts are sent. */
export function AlertChoices({ chosen, onChange, error }: FieldsOf<Alert>) {
  return (
    <Choices legend={follow.alerts} error={error}>
      <div className="choice-grid">
        {ALERTS.map((alert) => (
          <label key={alert}>
            <input
              type="checkbox"
              checked={chosen.includes(alert)}
              onChange={({ target }) => onChange(toggled(ALERTS, chosen, alert, target.checked))}
            />
            {words.alerts.names[alert]}
          </label>
        ))}
      </div>
      {chosen.length < ALERTS.length && (
        <button type="button" className="button button-quiet" onClick={() => onChange([...ALERTS])}>
          {follow.allAlerts}
        </button>
      )}
    </Choices>
  );
}

/** How long before a passport expires somebody is reminded. */
export function LeadDayChoices({ chosen, onChange, error }: FieldsOf<LeadDay>) {
  return (
    <Choices legend={follow.leadDays} error={error}>
      <div className="choice-grid choice-grid-short">
        {LEAD_DAYS.map((day) => (
          <label key={day}>
            <input
              type="checkbox"
              checked={chosen.includes(day)}
              onChange={({ target }) => onChange(toggled(LEAD_DAYS, chosen, day, target.checked))}
            />
            {leadDayText(day)}
          </label>
        ))}
      </div>
    </Choices>
  );
}

/** Which contacts are told. Each checkbox has the address for its name. */
export function ContactChoices({
  contacts,
  chosen,
  onChange,
  error,
  more,
}: FieldsOf<string> & {
  contacts: readonly Contact[];
  /** What stands below a contact. */
  more?: (contact: Contact, isChosen: boolean) => ReactNode;
}) {
  const ids = contacts.map(({ id }) => id);
  if (contacts.length === 0 && !error) return null;
  return (
    <Choices legend={follow.contacts} error={error}>
      {contacts.map((contact) => (
        <div key={contact.id} className="contact-choice">
          <label>
            <input
              type="checkbox"
              checked={chosen.includes(contact.id)}
              onChange={({ target }) => onChange(toggled(ids, chosen, contact.id, target.checked))}
            />
            <span>
              <Address value={contact.address} />
              {contact.label && (
                <>
                  {' '}
                  <bdi dir="auto" className="secondary">
                    {contact.label}
                  </bdi>
                </>
              )}
              {contact.status !== 'verified' && (
                <>
                  {' '}
                  <span className="tag tag-warning">{follow.contactStatuses[contact.status]}</span>
                </>
              )}
            </span>
          </label>
          {more?.(contact, chosen.includes(contact.id))}
        </div>
      ))}
    </Choices>
  );
}
