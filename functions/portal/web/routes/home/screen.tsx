import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import { type ReactNode, useId } from 'react';
import type { Schemas } from '../../api.ts';
import { dayAfter, today } from '../../components/filters.ts';
import { Icon } from '../../components/icons.tsx';
import { Page } from '../../components/page.tsx';
import { Failure, Loading } from '../../components/states.tsx';
import { Address, Count, Instant, Tag, type Urgency } from '../../components/values.tsx';
import { useMayManage } from '../../session.ts';
import { numberText, plural, words } from '../../words/words.ts';
import { contactsQuery } from '../contacts/data.ts';
import { isBeingCounted, summaryQuery } from './data.ts';
import { Failures, LastMessages } from './messages.tsx';
import { OnlyPerson } from './only-person.tsx';

const { home } = words;

type Summary = Schemas['Summary'];

/** What there is to do, and the numbers of an establishment, each of which leads to the list that it counts. */
export function HomeScreen() {
  return (
    <Page title={home.title}>
      <Overview />
    </Page>
  );
}

function Overview() {
  const { data, error, refetch } = useQuery(summaryQuery);
  if (!data && isBeingCounted(error))
    return (
      <p className="state" role="status">
        {home.counting}
      </p>
    );
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  const { people } = data;
  if (people.total === 0) return <p className="state">{home.empty}</p>;
  return (
    <>
      <FirstSteps summary={data} />
      <Care summary={data} />
      {people.total === 1 ? <OnlyPerson /> : <Numbers summary={data} />}
      <div className="cards">
        <Failures />
        <LastMessages />
      </div>
    </>
  );
}

/** What somebody does first, until it is done. */
function FirstSteps({ summary: { people, contacts, notificationsLast7Days } }: { summary: Summary }) {
  const mayManage = useMayManage();
  const title = useId();
  if (!mayManage || (contacts.verified > 0 && people.followed > 0)) return null;
  const hasMessages = Object.values(notificationsLast7Days).some((count) => count > 0);
  return (
    <section className="card" aria-labelledby={title}>
      <h2 id={title}>{home.stepsTitle}</h2>
      <ol className="steps">
        <Step text={home.steps.contact} isDone={contacts.verified > 0}>
          <Link to="/contacts">{home.stepLinks.contact}</Link>
        </Step>
        <Step text={home.steps.follow} isDone={people.followed > 0}>
          <Link to="/people" search={{ following: 'none' }}>
            {home.stepLinks.follow}
          </Link>{' '}
          <Link to="/follow-everyone">{home.stepLinks.everyone}</Link>
        </Step>
        <Step text={home.steps.message} isDone={hasMessages}>
          <Link to="/messages">{home.stepLinks.message}</Link>
        </Step>
      </ol>
    </section>
  );
}

function Step({ text, isDone, children }: { text: string; isDone: boolean; children: ReactNode }) {
  return (
    <li>
      <p>
        {text} {isDone && <Tag urgency="success">{home.stepDone}</Tag>}
      </p>
      <p className="step-links">{children}</p>
    </li>
  );
}

const CARE_SHOWN = 5;

/** Contacts that get nothing, and why. */
function Care({ summary: { contacts: counts, people } }: { summary: Summary }) {
  const needsCare = counts.pending + counts.suppressed > 0;
  const { data: contacts } = useQuery({ ...contactsQuery, enabled: needsCare });
  const title = useId();
  const inNeed = contacts?.filter(({ status }) => status !== 'verified').slice(0, CARE_SHOWN) ?? [];
  const hasNone = counts.verified === 0 && people.followed > 0;
  if (inNeed.length === 0 && !hasNone) return null;
  return (
    <section className="notice notice-warning" aria-labelledby={title}>
      <h2 id={title}>
        <Icon name="warning" /> {home.careTitle}
      </h2>
      {hasNone && <p>{home.care.none}</p>}
      <ul className="care">
        {inNeed.map(({ id, address, status }) => (
          <li key={id}>
            <Link to="/contacts" search={{ contact: id }}>
              <Address value={address} />
            </Link>{' '}
            {status === 'suppressed' ? home.care.suppressed : home.care.pending}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Numbers({
  summary: { asOf, people, passports, contacts, notificationsLast7Days: sent },
}: {
  summary: Summary;
}) {
  const within30 = passports.in0to30Days;
  const within60 = within30 + passports.in31to60Days;
  const within90 = within60 + passports.in61to90Days;
  const from = dayAfter(today(), -7);
  return (
    <>
      <p className="secondary">
        {plural(home.peopleTotal, people.total)} · {home.asOf} <Instant at={asOf} />
      </p>
      <div className="cards">
        <Card title={home.passports}>
          <Row
            label={home.expiries.expired}
            value={passports.expired}
            urgency="error"
            to="/people"
            search={{ expires: 'expired' }}
          />
          <Row label={home.expiries['30']} value={within30} urgency="warning" to="/people" search={{ expires: '30' }} />
          <Row label={home.expiries['60']} value={within60} urgency="warning" to="/people" search={{ expires: '60' }} />
          <Row label={home.expiries['90']} value={within90} to="/people" search={{ expires: '90' }} />
        </Card>
        <Card title={home.people}>
          <Row label={home.all} value={people.total} to="/people" search={{}} />
          <Row label={home.residents} value={people.residents} to="/people" search={{ kind: 'resident' }} />
          <Row label={home.visitors} value={people.visitors} to="/people" search={{ kind: 'visitor' }} />
          <Row
            label={home.notFollowed}
            value={people.total - people.followed}
            urgency="warning"
            to="/people"
            search={{ following: 'none' }}
          />
        </Card>
        <Card title={home.contacts}>
          {(['verified', 'pending', 'suppressed'] as const).map((status) => (
            <Row
              key={status}
              label={home.contactStates[status]}
              value={contacts[status]}
              urgency={CONTACT_URGENCY[status]}
              to="/contacts"
              search={{ status }}
            />
          ))}
        </Card>
        <Card title={home.messages}>
          <Row
            label={home.messageStates.delivered}
            value={sent.delivered}
            to="/messages"
            search={{ status: 'delivered', from }}
          />
          <Row label={home.messageStates.sent} value={sent.sent} to="/messages" search={{ status: 'sent', from }} />
          <Row
            label={home.messageStates.underWay}
            value={sent.held + sent.queued + sent.sending}
            to="/messages"
            search={{ status: 'held,queued,sending', from }}
          />
          <Row
            label={home.messageStates.failed}
            value={sent.failed}
            urgency="error"
            to="/messages"
            search={{ status: 'failed', from }}
          />
        </Card>
      </div>
    </>
  );
}

const CONTACT_URGENCY = { verified: 'calm', pending: 'warning', suppressed: 'error' } as const;

function Card({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <dl className="numbers">{children}</dl>
    </section>
  );
}

/** A number that leads to the list that it counts. */
function Row({
  label,
  value,
  urgency = 'calm',
  to,
  search,
}: {
  label: string;
  value: number;
  urgency?: Urgency;
  to: LinkProps['to'];
  search: LinkProps['search'];
}) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <Link
          to={to}
          search={search as never}
          className={`number-${value > 0 ? urgency : 'calm'}`}
          aria-label={`${label}: ${numberText(value)}`}
        >
          <Count value={value} />
        </Link>
      </dd>
    </div>
  );
}
