import type { Versioned } from '../../api.ts';
import { Conflict } from '../../components/conflict.tsx';
import { joined, leadDayText } from '../../components/subscription-fields.tsx';
import { Address } from '../../components/values.tsx';
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
export function FollowConflict({
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
  const addressOf = (id: string) => contacts.find((contact) => contact.id === id)?.address ?? id;
  const stored = theirs?.value.status === 'ended' ? undefined : theirs?.value;
  const gone = stored === undefined ? follow.theirsGone : stored.excluded ? follow.theirsExcluded : undefined;
  const parts = partsOf(gone ? undefined : stored, mine, addressOf);
  const rows = parts.map(({ name, shownAs, theirs: their, mine: my }) => ({
    name,
    theirs: gone ?? <Values side={their} shownAs={shownAs} />,
    mine: <Values side={my} shownAs={shownAs} />,
    differs: textOf(their) !== textOf(my),
  }));
  return (
    <Conflict title={follow.conflictTitle} rows={rows} isBusy={isBusy} keepTheirs={keepTheirs} keepMine={keepMine} />
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
