import { useEffect, useId, useRef } from 'react';
import type { Versioned } from '../../api.ts';
import { joined, leadDayText } from '../../components/subscription-fields.tsx';
import { Address, Tag } from '../../components/values.tsx';
import { words } from '../../words/words.ts';
import type { Contact } from '../contacts/data.ts';
import type { Draft, Inheritable, Subscription } from './data.ts';

const { follow } = words;

/** What somebody else stored meanwhile; null where it was ended. */
export type Theirs = Versioned<Subscription> | null;

/** One side of a part: what it says, and where that comes from. */
interface Side {
  readonly values: readonly string[];
  readonly isInherited: boolean;
}

interface Part {
  readonly name: string;
  /** How the values are shown: addresses and what people typed have a direction of their own. */
  readonly shownAs: 'words' | 'address' | 'typed';
  readonly theirs: Side;
  readonly mine: Side;
}

/** Shows both versions side by side, so that neither is lost without being seen. */
export function Conflict({
  theirs,
  mine,
  contacts,
  isBusy,
  keepTheirs,
  keepMine,
}: {
  theirs: Theirs;
  mine: Draft;
  contacts: readonly Contact[];
  isBusy: boolean;
  keepTheirs: () => void;
  keepMine: () => void;
}) {
  const title = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const addressOf = (id: string) => contacts.find((contact) => contact.id === id)?.address ?? id;
  const stored = theirs?.value.status === 'ended' ? undefined : theirs?.value;
  const gone = stored === undefined ? follow.theirsGone : stored.excluded ? follow.theirsExcluded : undefined;
  const parts = partsOf(gone ? undefined : stored, mine, addressOf);
  return (
    <section className="conflict" aria-labelledby={title}>
      <div className="notice notice-warning" role="alert">
        <h2 id={title} ref={heading} tabIndex={-1}>
          {follow.conflictTitle}
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
            {parts.map((part) => {
              const differs = textOf(part.theirs) !== textOf(part.mine);
              return (
                <tr key={part.name} className={differs ? 'differs' : undefined}>
                  <th scope="row">
                    {part.name} {differs && <Tag urgency="warning">{follow.differs}</Tag>}
                  </th>
                  <td data-label={follow.theirs}>{gone ?? <Values side={part.theirs} shownAs={part.shownAs} />}</td>
                  <td data-label={follow.mine}>
                    <Values side={part.mine} shownAs={part.shownAs} />
                  </td>
                </tr>
              );
            })}
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

const textOf = ({ values, isInherited }: Side) => JSON.stringify([values, isInherited]);

function Values({ side: { values, isInherited }, shownAs }: { side: Side; shownAs: Part['shownAs'] }) {
  return (
    <>
      {values.length === 0 && follow.none}
      {shownAs === 'words' && joined(values)}
      {shownAs === 'address' && values.map((value) => <Address key={value} value={value} />)}
      {shownAs === 'typed' && <bdi dir="auto">{values}</bdi>}
      {isInherited && <span className="secondary"> ({follow.asDefault})</span>}
    </>
  );
}

const NOTHING: Draft = { alerts: [], contactIds: [], expiryLeadDays: [], reference: '', label: '', inherited: [] };

function partsOf(stored: Subscription | undefined, mine: Draft, addressOf: (id: string) => string): Part[] {
  const theirs: Draft = { ...NOTHING, ...stored };
  const inheritable = <N extends Inheritable>(
    name: N,
    title: string,
    shownAs: Part['shownAs'],
    text: (value: Draft[N][number]) => string,
  ): Part => {
    const side = (draft: Draft): Side => ({
      values: draft[name].map(text),
      isInherited: draft.inherited.includes(name),
    });
    return { name: title, shownAs, theirs: side(theirs), mine: side(mine) };
  };
  const typed = (name: 'reference' | 'label'): Part => {
    const side = (draft: Draft): Side => ({
      values: draft[name].trim() ? [draft[name].trim()] : [],
      isInherited: false,
    });
    return { name: follow[name], shownAs: 'typed', theirs: side(theirs), mine: side(mine) };
  };
  return [
    inheritable('alerts', follow.alerts, 'words', (alert) => words.alerts.names[alert]),
    inheritable('contactIds', follow.contacts, 'address', addressOf),
    inheritable('expiryLeadDays', follow.leadDays, 'words', leadDayText),
    typed('reference'),
    typed('label'),
  ];
}
