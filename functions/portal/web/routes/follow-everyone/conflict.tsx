import { useEffect, useId, useRef } from 'react';
import type { Versioned } from '../../api.ts';
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
  const title = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
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
    (name, index) => ({
      name,
      theirs: theirTexts ? listed(theirTexts[index] ?? []) : texts.theirsGone,
      mine: listed(mineTexts[index] ?? []),
    }),
  );
  return (
    <section className="conflict" aria-labelledby={title}>
      <div className="notice notice-warning" role="alert">
        <h2 id={title} ref={heading} tabIndex={-1}>
          {texts.conflictTitle}
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
            {rows.map((row) => (
              <tr key={row.name} className={row.theirs === row.mine ? undefined : 'differs'}>
                <th scope="row">
                  {row.name}
                  {row.theirs !== row.mine && (
                    <>
                      {' '}
                      <span className="tag tag-warning">{follow.differs}</span>
                    </>
                  )}
                </th>
                <td data-label={follow.theirs}>
                  <bdi>{row.theirs}</bdi>
                </td>
                <td data-label={follow.mine}>
                  <bdi>{row.mine}</bdi>
                </td>
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
