import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useId } from 'react';
import type { Schemas } from '../../api.ts';
import { Failure, Loading } from '../../components/states.tsx';
import { Instant, LastFour, MessageStatus } from '../../components/values.tsx';
import { words } from '../../words/words.ts';
import { lastMessagesQuery } from './data.ts';

const { home, messages } = words;

/** The newest messages. */
export function LastMessages() {
  const { data, error, refetch } = useQuery(lastMessagesQuery());
  return (
    <Short title={home.last}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.length === 0 && <p className="secondary">{home.lastNone}</p>}
      {data && data.length > 0 && (
        <>
          <Messages items={data} />
          <Link to="/messages">{home.toMessages}</Link>
        </>
      )}
    </Short>
  );
}

/** What did not arrive, and why. */
export function Failures() {
  const { data } = useQuery(lastMessagesQuery('failed'));
  if (!data || data.length === 0) return null;
  return (
    <Short title={home.failures}>
      <Messages items={data} />
      <Link to="/messages" search={{ status: 'failed' }}>
        {messages.showFailed}
      </Link>
    </Short>
  );
}

function Short({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

function Messages({ items }: { items: readonly Schemas['Notification'][] }) {
  return (
    <ul className="short-list">
      {items.map(({ id, alert, identityNumber, status, failureReason, createdAt }) => (
        <li key={id}>
          <Link to="/messages/$notificationId" params={{ notificationId: id }}>
            {words.alerts.names[alert]} <LastFour of={identityNumber} />
          </Link>{' '}
          <MessageStatus status={status} />
          <span className="secondary when">
            {failureReason && `${messages.reasons[failureReason]} · `}
            <Instant at={createdAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}
