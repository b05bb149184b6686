import type { Versioned } from '../../api.ts';
import { Conflict } from '../../components/conflict.tsx';
import { joined, leadDayText } from '../../components/subscription-fields.tsx';
import { words } from '../../words/words.ts';
import type { Contact } from '../contacts/data.ts';
import type { Everyone, EveryoneDraft } from './data.ts';

const { followEveryone: texts, follow } = words;

/** Shows what somebody else stored meanwhile beside what was chosen here, so that neither is lost without being seen. */
export function EveryoneConflict({
  theirs,
  mine,
  contacts,
  isBusy,
  keepTheirs,
  keepMine,
}: {
  theirs: Versioned<Everyone> | null;
  mine: EveryoneDraft;
  contacts: readonly Contact[];
  isBusy: boolean;
  keepTheirs: () => void;
  keepMine: () => void;
}) {
  const textsOf = ({ kinds, alerts, contactIds, expiryLeadDays }: EveryoneDraft) => [
    kinds.map((kind) => texts.kind[kind]),
    alerts.map((alert) => words.alerts.names[alert]),
    contactIds.map((id) => contacts.find((contact) => contact.id === id)?.address ?? id),
    alerts.includes('passport-expiry') ? expiryLeadDays.map(leadDayText) : [],
  ];
  const mineTexts = textsOf(mine);
  const theirTexts = theirs && textsOf(theirs.value);
  const listed = (names: readonly string[]) => (names.length > 0 ? joined(names) : follow.none);
  const rows = [texts.facts.kinds, texts.facts.alerts, texts.facts.contacts, texts.facts.leadDays].map(
    (name, index) => {
      const [their, my] = [
        theirTexts ? listed(theirTexts[index] ?? []) : texts.theirsGone,
        listed(mineTexts[index] ?? []),
      ];
      return { name, theirs: <bdi>{their}</bdi>, mine: <bdi>{my}</bdi>, differs: their !== my };
    },
  );
  return (
    <Conflict title={texts.conflictTitle} rows={rows} isBusy={isBusy} keepTheirs={keepTheirs} keepMine={keepMine} />
  );
}
