import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { RequestRefused, type Schemas } from '../../api.ts';
import { Page } from '../../components/page.tsx';
import { Failure, Loading } from '../../components/states.tsx';
import { Address, IdentityNumber, Instant, MessageStatus } from '../../components/values.tsx';
import { inDigits, words } from '../../words/words.ts';
import { contactsQuery, useContactsById } from '../contacts/data.ts';
import { messageQuery } from './data.ts';

const { messages } = words;

type Message = Schemas['Notification'];
type Reason = NonNullable<Message['failureReason']>;

/** One message: what it said, what became of it, and what to do where it did not arrive. */
export function MessageScreen() {
  const { notificationId = '' } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(messageQuery(notificationId));
  const isComplete = !useQuery(contactsQuery).isPending;
  const isGone = error instanceof RequestRefused && error.status === 404;
  return (
    <Page title={data ? titleOf(data) : messages.text}>
      <p className="back">
        <Link to="/messages">{messages.toList}</Link>
      </p>
      {isGone && <p className="notice notice-warning">{`${error.message} ${messages.gone}`}</p>}
      {error && !isGone && <Failure error={error} retry={() => void refetch()} />}
      {!(data && isComplete) && !error && <Loading />}
      {data && isComplete && <Shown message={data} />}
    </Page>
  );
}

// Isolated, because a title is a text alone.
const titleOf = ({ alert, identityNumber }: Message) =>
  `${words.alerts.names[alert]} \u2066${inDigits(`…${identityNumber.slice(-4)}`)}\u2069`;

function Shown({ message }: { message: Message }) {
  const { identityNumber, contactId, channel, to, language, status, failureReason, digestId, event } = message;
  const contact = useContactsById().get(contactId);
  return (
    <>
      <div className="message-status">
        <MessageStatus status={status} />
        <p>{messages.statusTexts[status]}</p>
      </div>
      {failureReason && <WhatToDo reason={failureReason} message={message} />}
      <div className="message-columns">
        <section aria-labelledby="message-text">
          <h2 id="message-text">{messages.text}</h2>
          {digestId && <p className="secondary">{messages.textOfDaily}</p>}
          {status === 'held' && <p className="secondary">{messages.textOfHeld}</p>}
          <blockquote className="sent-text" lang={language} dir={language === 'ar' ? 'rtl' : 'ltr'}>
            {message.text}
          </blockquote>
        </section>
        <div>
          <dl className="facts">
            <div>
              <dt>{messages.person}</dt>
              <dd>
                <Link to="/people/$identityNumber" params={{ identityNumber }}>
                  <IdentityNumber value={identityNumber} />
                </Link>
              </dd>
            </div>
            <div>
              <dt>{messages.sentTo}</dt>
              <dd>
                {contact ? (
                  <Link to="/contacts" search={{ contact: contactId }}>
                    <Address value={to} />
                  </Link>
                ) : (
                  <Address value={to} />
                )}
                <span className="secondary message-more">
                  {contact?.label && (
                    <>
                      <bdi>{contact.label}</bdi> ·{' '}
                    </>
                  )}
                  {words.alerts.channels[channel]} · {words.alerts.languages[language]}
                </span>
              </dd>
            </div>
            <div>
              <dt>{messages.occurredAt}</dt>
              <dd>
                <Instant at={event.occurredAt} />
              </dd>
            </div>
            <div>
              <dt>{messages.createdAt}</dt>
              <dd>
                <Instant at={message.createdAt} />
              </dd>
            </div>
          </dl>
          <Timeline history={message.history} />
        </div>
      </div>
    </>
  );
}

/** Where somebody can put right what kept a message from arriving. */
const PLACES = {
  'invalid-destination': 'contact',
  'opted-out': 'contact',
  bounced: 'contact',
  complained: 'contact',
  gone: 'contact',
  unreachable: 'contact',
  'contact-suppressed': 'contact',
  'provider-rejected': 'contact',
  'spend-limit': 'settings',
  'too-late': 'person',
  superseded: 'person',
  'affiliation-ended': undefined,
  unsubscribed: 'person',
} as const satisfies Record<Reason, 'contact' | 'settings' | 'person' | undefined>;

function WhatToDo({ reason, message: { status, contactId, identityNumber } }: { reason: Reason; message: Message }) {
  const place = PLACES[reason];
  return (
    <section
      className={`notice ${status === 'failed' ? 'notice-error' : 'notice-warning'}`}
      aria-labelledby="what-to-do"
    >
      <p>{messages.reasons[reason]}</p>
      <h2 id="what-to-do">{messages.whatToDo}</h2>
      <p>{messages.remedies[reason]}</p>
      {place === 'contact' && (
        <Link className="button" to="/contacts" search={{ contact: contactId }}>
          {messages.toContact}
        </Link>
      )}
      {place === 'settings' && (
        <Link className="button" to="/settings">
          {messages.toSettings}
        </Link>
      )}
      {place === 'person' && (
        <Link className="button" to="/people/$identityNumber" params={{ identityNumber }}>
          {messages.toPerson}
        </Link>
      )}
    </section>
  );
}

function Timeline({ history }: { history: Message['history'] }) {
  return (
    <section aria-labelledby="message-timeline">
      <h2 id="message-timeline">{messages.timeline}</h2>
      <ol className="message-steps">
        {history.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are added at the end, and two may be alike
          <li key={index}>
            <strong>{words.alerts.statuses[step.status]}</strong> <Instant at={step.at} />
            {step.reason && <p className="secondary">{reasonOf(step, index === 0)}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Why a step was taken. What providers call a passing trouble is of no use to people. */
function reasonOf({ reason }: Message['history'][number], isFirst: boolean): string {
  if (isFirst && reason === 'contact-suppressed') return messages.fellBack;
  return reason !== undefined && isReason(reason) ? messages.reasons[reason] : messages.tryAgain;
}

const isReason = (reason: string): reason is Reason => Object.hasOwn(messages.reasons, reason);
