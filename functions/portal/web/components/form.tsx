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

/** What the service says is wrong with a field, or with a part of it. @param path a JSON Pointer, as problems have it: `/address`, `/alerts` */
export function fieldError(error: unknown, path: `/${string}`): string | undefined {
  if (!(error instanceof RequestRefused)) return undefined;
  return error.errors.find((one) => one.path === path || one.path.startsWith(`${path}/`))?.message;
}

export { asciiDigits } from './digits.ts';
