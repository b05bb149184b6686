import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Versioned } from '../../api.ts';
import { Page } from '../../components/page.tsx';
import { Done, Failure, Loading } from '../../components/states.tsx';
import { ALERTS, joined, leadDayText } from '../../components/subscription-fields.tsx';
import { Address, Instant } from '../../components/values.tsx';
import { useMayManage } from '../../session.ts';
import { fill, numberText, plural, words } from '../../words/words.ts';
import { useContactsById } from '../contacts/data.ts';
import { summaryQuery } from '../home/data.ts';
import { coveredBy, type Everyone, everyoneQuery } from './data.ts';
import { EveryoneForm } from './form.tsx';
import { StopEveryone } from './stop.tsx';

const { followEveryone: texts } = words;

/** What is chosen for everyone who has no subscription of their own. */
export function FollowEveryoneScreen() {
  const { data, error, refetch } = useQuery(everyoneQuery);
  const { isPending } = useQuery(summaryQuery);
  const isComplete = data !== undefined && !isPending;
  return (
    <Page title={texts.title}>
      <p className="lead">{texts.lead}</p>
      {error && data === undefined && <Failure error={error} retry={() => void refetch()} />}
      {!isComplete && !error && <Loading />}
      {isComplete && <Loaded stored={data} />}
    </Page>
  );
}

function Loaded({ stored }: { stored: Versioned<Everyone> | null }) {
  const mayManage = useMayManage();
  const [view, setView] = useState<'shown' | 'changing' | 'stopping'>('shown');
  const [done, setDone] = useState<string>();
  const show = (sentence?: string) => {
    setDone(sentence);
    setView('shown');
  };
  if (view === 'changing')
    return <EveryoneForm stored={stored} onSaved={() => show(texts.saved)} onCancel={() => show()} />;
  const change = () => {
    setDone(undefined);
    setView('changing');
  };
  return (
    <>
      {!mayManage && <p className="notice notice-info">{words.readerHint}</p>}
      {done && <Done>{done}</Done>}
      {stored ? (
        <Stored everyone={stored.value}>
          {mayManage && (
            <div className="actions">
              <button type="button" className="button button-primary" onClick={change}>
                {texts.change}
              </button>
              <button type="button" className="button button-danger" onClick={() => setView('stopping')}>
                {texts.stop}
              </button>
            </div>
          )}
        </Stored>
      ) : (
        <section className="card everyone">
          <p>
            <strong>{texts.none}</strong>
          </p>
          <People />
          {mayManage && (
            <div className="actions">
              <button type="button" className="button button-primary" onClick={change}>
                {texts.begin}
              </button>
            </div>
          )}
        </section>
      )}
      <Rules isOn={stored !== null} />
      {view === 'stopping' && stored && (
        <StopEveryone stored={stored} onClose={() => setView('shown')} onStopped={() => show(texts.stopped)} />
      )}
    </>
  );
}

function People() {
  const { data } = useQuery(summaryQuery);
  if (!data) return null;
  const { total, followed } = data.people;
  return <p>{fill(plural(texts.nonePeople, total), { followed: numberText(followed) })}</p>;
}

/** What is stored, in words. */
function Stored({ everyone, children }: { everyone: Everyone; children: ReactNode }) {
  const contacts = useContactsById();
  const { data: summary } = useQuery(summaryQuery);
  const { kinds, alerts, contactIds, expiryLeadDays, updatedAt } = everyone;
  const reached = contactIds.flatMap((id) => contacts.get(id) ?? []);
  const lacksContact = contacts.size > 0 && !reached.some(({ status }) => status === 'verified');
  return (
    <section className="card everyone" aria-labelledby="everyone">
      <h2 id="everyone">{texts.current}</h2>
      {lacksContact && (
        <p className="notice notice-warning" role="status">
          {texts.noContactLeft}
        </p>
      )}
      {summary && <p>{plural(texts.covers, coveredBy(kinds, summary.people))}</p>}
      <dl className="everyone-facts">
        <dt>{texts.facts.kinds}</dt>
        <dd>{joined(kinds.map((kind) => texts.kind[kind]))}</dd>
        <dt>{texts.facts.alerts}</dt>
        <dd>
          {alerts.length === ALERTS.length
            ? words.follow.everything
            : joined(alerts.map((alert) => words.alerts.names[alert]))}
        </dd>
        <dt>{texts.facts.contacts}</dt>
        <dd>
          {reached.map(({ id, address }) => (
            <div key={id}>
              <Address value={address} />
            </div>
          ))}
        </dd>
        {alerts.includes('passport-expiry') && (
          <>
            <dt>{texts.facts.leadDays}</dt>
            <dd>{joined(expiryLeadDays.map(leadDayText))}</dd>
          </>
        )}
        <dt>{texts.facts.changed}</dt>
        <dd>
          <Instant at={updatedAt} />
        </dd>
      </dl>
      {children}
    </section>
  );
}

function Rules({ isOn }: { isOn: boolean }) {
  const { rules } = texts;
  return (
    <section aria-labelledby="everyone-rules">
      <h2 id="everyone-rules">{texts.rulesTitle}</h2>
      <ul className="rules">
        {Object.values(rules).map((rule) => (
          <li key={rule}>{rule}</li>
        ))}
      </ul>
      <p className="links">
        {isOn && (
          <Link to="/people" search={{ following: 'default' }}>
            {texts.showDefault}
          </Link>
        )}
        <Link to="/people" search={{ following: 'own' }}>
          {texts.showOwn}
        </Link>
        <Link to="/people" search={{ following: 'none' }}>
          {texts.showNone}
        </Link>
      </p>
    </section>
  );
}
