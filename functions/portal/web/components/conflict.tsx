import { type ReactNode, useEffect, useId, useRef } from 'react';
import { words } from '../words/words.ts';
import { Tag } from './values.tsx';

const { follow } = words;

/** One part of what two people changed, as each of them has it. */
export interface ConflictRow {
  readonly name: string;
  readonly theirs: ReactNode;
  readonly mine: ReactNode;
  readonly differs: boolean;
}

/** Shows what somebody else stored meanwhile beside what was chosen here, so that neither is lost without being seen. */
export function Conflict({
  title,
  rows,
  isBusy,
  keepTheirs,
  keepMine,
}: {
  title: string;
  rows: readonly ConflictRow[];
  isBusy: boolean;
  keepTheirs: () => void;
  keepMine: () => void;
}) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="conflict" aria-labelledby={id}>
      <div className="notice notice-warning" role="alert">
        <h2 id={id} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <p>{follow.conflictText}</p>
      </div>
      <div className="table-frame">
        <table>
          <thead>
            <tr>
              <th scope="col">{follow.conflictRow}</th>
              <th scope="col">{follow.theirs}</th>
              <th scope="col">{follow.mine}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, theirs, mine, differs }) => (
              <tr key={name} className={differs ? 'differs' : undefined}>
                <th scope="row">
                  {name} {differs && <Tag urgency="warning">{follow.differs}</Tag>}
                </th>
                <td data-label={follow.theirs}>{theirs}</td>
                <td data-label={follow.mine}>{mine}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="actions">
        <button type="button" className="button button-primary" disabled={isBusy} onClick={keepMine}>
          {isBusy ? follow.saving : follow.keepMine}
        </button>
        <button type="button" className="button" disabled={isBusy} onClick={keepTheirs}>
          {follow.keepTheirs}
        </button>
      </div>
    </section>
  );
}
