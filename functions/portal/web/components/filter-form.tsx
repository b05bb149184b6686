import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { preferences } from '../preferences.ts';
import { words } from '../words/words.ts';
import { dayIn } from './calendar.ts';
import { Field } from './form.tsx';
import { CalendarDate, calendarTexts } from './values.tsx';

const { filtering } = words;

/** What a form of filters gives: texts by the names of the controls, days as `YYYY-MM-DD`. */
export type Chosen = Readonly<Record<string, string>>;

const DAYS = ['from', 'to'] as const;

/** Filters that are applied together. It is open where some are. */
export function FilterForm({
  chosen,
  reset,
  onApply,
  days,
  children,
}: {
  /** What is applied now. */
  chosen: Partial<Chosen>;
  /** Leads to the list without these filters. */
  reset: ReactNode;
  onApply: (chosen: Chosen) => void;
  /** What happens on the days between which it is to be, where the list does not say it. */
  days?: string;
  children: ReactNode;
}) {
  const isNarrowed = Object.values(chosen).some(Boolean);
  const [bad, setBad] = useState<readonly string[]>([]);
  const applied = JSON.stringify(chosen);
  const button = useRef<HTMLButtonElement>(null);
  const hasApplied = useRef(false);
  // The controls are new once they are applied, and the button keeps the focus that it had.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the button is another one then
  useEffect(() => {
    if (hasApplied.current) button.current?.focus();
    hasApplied.current = false;
  }, [applied]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const texts = [...typed].map(([name, value]) => [name, String(value).trim()] as const);
    const misunderstood = DAYS.filter((name) => typed.get(name) !== '' && dayIn(String(typed.get(name))) === undefined);
    setBad(misunderstood);
    const [first] = misunderstood;
    if (first) {
      event.currentTarget.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
      return;
    }
    hasApplied.current = true;
    onApply(Object.fromEntries(texts.map(([name, text]) => [name, isDay(name) ? (dayIn(text) ?? '') : text])));
  };
  return (
    <details className="filter-form" open={isNarrowed}>
      <summary>{filtering.more}</summary>
      {/* Its controls begin with what is applied, also after somebody went back. */}
      <form key={applied} onSubmit={submit} noValidate>
        <div className="filter-fields">
          {children}
          {DAYS.map((name) => (
            <DayField
              key={name}
              name={name}
              label={days ? `${days}: ${filtering[name]}` : filtering[name]}
              day={chosen[name]}
              error={bad.includes(name) ? filtering.notADay : undefined}
            />
          ))}
        </div>
        <div className="actions">
          <button ref={button} type="submit" className="button button-primary">
            {filtering.apply}
          </button>
          {isNarrowed && reset}
        </div>
      </form>
    </details>
  );
}

const isDay = (name: string) => DAYS.some((one) => one === name);

/** A day in either calendar, as people write it; what is understood stands below it in both. */
function DayField({
  name,
  label,
  day,
  error,
}: {
  name: string;
  label: string;
  day: string | undefined;
  error: string | undefined;
}) {
  const [typed, setTyped] = useState(() => (day ? textOf(day) : ''));
  const understood = dayIn(typed);
  return (
    <Field
      label={label}
      hint={understood ? <CalendarDate date={understood} /> : filtering.dayHint}
      error={understood ? undefined : error}
    >
      {(attributes) => (
        <input
          {...attributes}
          name={name}
          type="text"
          inputMode="numeric"
          autoComplete="off"
          dir="ltr"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      )}
    </Field>
  );
}

const textOf = (day: string) => calendarTexts(day)[preferences.calendar === 'gregory' ? 'gregorian' : 'hijri'];

/** A choice of one of several values, or of all. */
export function FilterSelect({
  name,
  label,
  value,
  options,
  all = filtering.all,
}: {
  name: string;
  label: string;
  value: string | undefined;
  options: readonly (readonly [value: string, text: string])[];
  /** What it is called where none of them is chosen. */
  all?: string;
}) {
  return (
    <Field label={label}>
      {(attributes) => (
        <select {...attributes} name={name} defaultValue={value ?? ''}>
          <option value="">{all}</option>
          {options.map(([one, text]) => (
            <option key={one} value={one}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** A field for an identity number. */
export function FilterNumber({
  label,
  value,
  error,
}: {
  label: string;
  value: string | undefined;
  error: string | undefined;
}) {
  return (
    <Field label={label} error={error}>
      {(attributes) => (
        <input
          {...attributes}
          name="identityNumber"
          type="text"
          inputMode="numeric"
          dir="ltr"
          autoComplete="off"
          defaultValue={value}
        />
      )}
    </Field>
  );
}
