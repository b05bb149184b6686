import { type ReactNode, useId } from 'react';
import { RequestRefused } from '../api.ts';
import { words } from '../words/words.ts';

/** A label, a control, a hint and what is wrong, tied together for readers of screens. */
export function Field({
  label,
  hint,
  error,
  optional = false,
  children,
}: {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
  /** Draws the control with these attributes. */
  children: (attributes: { id: string; 'aria-describedby': string; 'aria-invalid': boolean }) => ReactNode;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>
        {label} {optional && <span className="secondary">{words.optional}</span>}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="secondary">
          {hint}
        </p>
      )}
      {children({ id, 'aria-describedby': `${id}-hint ${id}-error`, 'aria-invalid': error !== undefined })}
      <p id={`${id}-error`} className="field-error" aria-live="polite">
        {error}
      </p>
    </div>
  );
}

/** Choices that belong together: checkboxes or radios. */
export function Choices({
  legend,
  hint,
  error,
  children,
}: {
  legend: string;
  hint?: ReactNode;
  error?: string | undefined;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <fieldset className="choices" aria-describedby={`${id}-hint ${id}-error`}>
      <legend>{legend}</legend>
      {hint && (
        <p id={`${id}-hint`} className="secondary">
          {hint}
        </p>
      )}
      {children}
      <p id={`${id}-error`} className="field-error" aria-live="polite">
        {error}
      </p>
    </fieldset>
  );
}

/** One choice among some, of which one is always made. One name makes them a group, so that Tab stops once and arrows move in it. */
export function RadioChoices<T extends string>({
  legend,
  hint,
  error,
  values,
  texts,
  hints,
  chosen,
  onChoose,
}: {
  legend: string;
  hint?: ReactNode;
  error?: string | undefined;
  values: readonly T[];
  texts: Readonly<Record<T, string>>;
  /** What each choice means, below its text. */
  hints?: Readonly<Record<T, string>>;
  chosen: T;
  onChoose: (value: T) => void;
}) {
  const name = useId();
  return (
    <Choices legend={legend} hint={hint} error={error}>
      {values.map((one) => (
        <label key={one}>
          <input type="radio" name={name} checked={chosen === one} onChange={() => onChoose(one)} />
          <span>
            {texts[one]}
            {hints && <span className="secondary choice-hint">{hints[one]}</span>}
          </span>
        </label>
      ))}
    </Choices>
  );
}

/** What the service says is wrong with a field, or with a part of it. @param path a JSON Pointer, as problems have it: `/address`, `/alerts` */
export function fieldError(error: unknown, path: `/${string}`): string | undefined {
  if (!(error instanceof RequestRefused)) return undefined;
  return error.errors.find((one) => one.path === path || one.path.startsWith(`${path}/`))?.message;
}
