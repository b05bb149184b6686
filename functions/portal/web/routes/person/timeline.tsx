import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Failure, Loading } from '../../components/states.tsx';
import { Address, Instant, Tag, type Urgency } from '../../components/values.tsx';
import { language, words } from '../../words/words.ts';
import { byEvent, type Told, toldQuery } from './data.ts';

const { person } = words;

/** What was sent about a person, newest first. */
export function Timeline({ identityNumber }: { identityNumber: string }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    toldQuery(identityNumber),
  );
  const told = byEvent(data?.pages.flatMap(({ items }) => items) ?? []);
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">{person.timeline}</h2>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && told.length === 0 && !hasNextPage && <p className="state">{person.timelineEmpty}</p>}
      {told.length > 0 && (
        <ol className="timeline">
          {told.map((one) => (
            <Event key={one.key} told={one} />
          ))}
        </ol>
      )}
      {hasNextPage && (
        <button type="button" className="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {isFetchingNextPage ? words.loading : words.more}
        </button>
      )}
    </section>
  );
}

const URGENCIES: Readonly<Record<string, Urgency>> = { failed: 'error', delivered: 'success' };

/** The text of messages about one event. The SMS says it shortest, and in the language of the page if there is one. */
export function ToldText({ told: { messages } }: { told: Told }) {
  const sms = messages.filter(({ channel }) => channel === 'sms');
  const shown = sms.find((one) => one.language === language) ?? sms[0] ?? messages[0];
  return (
    <blockquote className="message-text" lang={shown.language} dir={shown.language === 'ar' ? 'rtl' : 'ltr'}>
      {/* An e-mail says what matters first, and then how to go on. */}
      {shown.channel === 'email' ? shown.text.split('\n\n')[0] : shown.text}
    </blockquote>
  );
}

function Event({ told }: { told: Told }) {
  const { messages } = told;
  const [first] = messages;
  return (
    <li>
      <p className="timeline-head">
        <strong>{words.alerts.names[first.alert]}</strong>{' '}
        <span className="secondary">
          <Instant at={first.event.occurredAt} />
        </span>
      </p>
      <ToldText told={told} />
      <ul className="recipients">
        {messages.map((message) => (
          <li key={message.id}>
            <span>
              {words.alerts.channels[message.channel]} {person.sentTo} <Address value={message.to} />
            </span>{' '}
            <Tag urgency={URGENCIES[message.status] ?? 'calm'}>{words.alerts.statuses[message.status]}</Tag>{' '}
            <Link to="/messages/$notificationId" params={{ notificationId: message.id }}>
              {person.open}
            </Link>
          </li>
        ))}
      </ul>
    </li>
  );
}
