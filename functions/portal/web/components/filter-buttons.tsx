import { useId } from 'react';

/** One choice among some, as buttons of which one is pressed. What is chosen stands in the address. */
export function FilterButtons<T extends string>({
  label,
  options,
  chosen,
  onChoose,
}: {
  label: string;
  /** Each value with its name; `undefined` stands for all. */
  options: readonly (readonly [T | undefined, React.ReactNode])[];
  /** null: none of them, because something else narrows the list. */
  chosen: T | undefined | null;
  onChoose: (value: T | undefined) => void;
}) {
  const id = useId();
  return (
    <div className="filter">
      <span id={id} className="filter-label">
        {label}
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out beside its legend */}
      <div role="group" aria-labelledby={id} className="filter-options">
        {options.map(([value, name]) => (
          <button
            key={value ?? 'all'}
            type="button"
            aria-pressed={chosen === value}
            onClick={() => onChoose(chosen === value ? undefined : value)}
          >
            {name}
          </button>
        ))}
      </div>
    </div>
  );
}
