import { type ReactNode, useId } from 'react';

/**
 * How far something is. The bar fills from where lines begin, so from the right in Arabic.
 * @param value of `max`; undefined where nobody knows how long it takes
 */
export function Progress({
  label,
  value,
  max = 1,
  children,
}: {
  label: string;
  value?: number | undefined;
  max?: number;
  children?: ReactNode;
}) {
  const id = useId();
  return (
    <div className="progress">
      <label htmlFor={id}>{label}</label>
      <progress id={id} value={value} max={max} />
      {children && <p className="secondary">{children}</p>}
    </div>
  );
}
