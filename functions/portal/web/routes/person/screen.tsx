import { useQueries, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { RequestRefused } from '../../api.ts';
import { asciiDigits } from '../../components/digits.ts';
import { Icon } from '../../components/icons.tsx';
import { Page } from '../../components/page.tsx';
import { Done, Failure, Loading } from '../../components/states.tsx';
import { joined, leadDayText } from '../../components/subscription-fields.tsx';
import { Address, CalendarDate, DaysLeft, IdentityNumber, Instant, Ltr } from '../../components/values.tsx';
import { useMayManage } from '../../session.ts';
import { fill, language, words } from '../../words/words.ts';
import { contactsQuery, defaultSubscriptionQuery } from '../contacts/data.ts';
import {
  coveringDefault,
  type Inheritable,
  subscriptionQuery,
  type Traveller,
  travellerQuery,
} from '../follow/data.ts';
import { FollowForm } from '../follow/follow-form.tsx';
import { listAddress } from '../people/data.ts';
import { visaQuery } from './data.ts';
import { personSearchOf } from './search.ts';
import { StopDialog, type StopWay } from './stop.tsx';
import { Timeline, ToldText } from './timeline.tsx';

const { person: texts } = words;

/** A person of the establishment: passport, what is followed, and what was told. */
export function PersonScreen() {
  const { identityNumber = '' } = useParams({ strict: false });
  return <Person key={identityNumber} identityNumber={asciiDigits(identityNumber)} />;
}

function Person({ identityNumber }: { identityNumber: string }) {
  const { data, error, refetch } = useQuery(travellerQuery(identityNumber));
  const isUnknown = error instanceof RequestRefused && (error.status === 404 || error.status === 422);
  if (isUnknown)
    return (
      <Page title={texts.title}>
        <BackToPeople />
        <p className="state">
          <IdentityNumber value={identityNumber} />: {fieldMessage(error) ?? texts.notFound}
        </p>
      </Page>
    );
  return (
    <Page title={data ? nameOf(data) : texts.title}>
      <BackToPeople />
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && <Profile person={data} />}
    </Page>
  );
}

function fieldMessage(error: RequestRefused): string | undefined {
  return error.errors[0]?.message;
}

function nameOf({ name }: Traveller): string {
  return name[language] || name.ar || name.en;
}

function BackToPeople() {
  return (
    <p className="back">
      <Link to="/people" search={listAddress.last}>
        {texts.back}
      </Link>
    </p>
  );
}

type Outcome = keyof typeof texts.done;

function Profile({ person }: { person: Traveller }) {
  const { identityNumber } = person;
  const mayManage = useMayManage();
  const isOpen = personSearchOf(useSearch({ strict: false })).follow === true && mayManage;
  const navigate = useNavigate();
  const [outcome, setOutcome] = useState<Outcome>();
  // The cards are shown together: one that grew would push the others away.
  const parts = useQueries({
    queries: [subscriptionQuery(identityNumber), contactsQuery, defaultSubscriptionQuery, visaQuery(identityNumber)],
  });
  const isComplete = parts.every(({ isPending }) => !isPending);
  const close = () =>
    void navigate({ to: '/people/$identityNumber', params: { identityNumber }, search: {}, replace: true });
  return (
    <>
      {outcome && !isOpen && (
        <Done takesFocus>
          <p>{texts.done[outcome]}</p>
          <Link to="/people" search={listAddress.last}>
            {texts.nextPerson}
          </Link>
        </Done>
      )}
      <Facts person={person} />
      {isOpen ? (
        <FollowForm
          person={person}
          onDone={() => {
            setOutcome('followed');
            close();
          }}
          onCancel={close}
        />
      ) : !isComplete ? (
        <Loading />
      ) : (
        <>
          <div className="cards">
            <Following person={person} onOutcome={setOutcome} />
            <Visa identityNumber={identityNumber} />
          </div>
          <Timeline identityNumber={identityNumber} />
          <p className="actions no-print">
            <button type="button" className="button" onClick={() => window.print()}>
              <Icon name="print" />
              {texts.print}
            </button>
          </p>
        </>
      )}
    </>
  );
}

function Facts({ person }: { person: Traveller }) {
  const { passport } = person;
  return (
    <dl className="facts">
      <Fact name={texts.number}>
        <IdentityNumber value={person.identityNumber} />
      </Fact>
      <Fact name={texts.kind}>{texts.kinds[person.kind]}</Fact>
      <Fact name={texts.nationality}>
        <Ltr>{person.nationality}</Ltr>
      </Fact>
      {person.reference && (
        <Fact name={texts.reference}>
          <bdi dir="auto">{person.reference}</bdi>
        </Fact>
      )}
      {person.label && (
        <Fact name={texts.label}>
          <bdi dir="auto">{person.label}</bdi>
        </Fact>
      )}
      <Fact name={texts.passportNumber}>
        <Ltr>{passport.numberMasked}</Ltr>
      </Fact>
      <Fact name={texts.expiresOn}>
        <CalendarDate date={passport.expiresOn} /> <DaysLeft days={passport.daysLeft} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Following({ person, onOutcome }: { person: Traveller; onOutcome: (outcome: Outcome | undefined) => void }) {
  const { identityNumber } = person;
  const mayManage = useMayManage();
  const subscription = useQuery(subscriptionQuery(identityNumber));
  const contacts = useQuery(contactsQuery);
  const everybody = useQuery(defaultSubscriptionQuery);
  const [stopping, setStopping] = useState<StopWay>();
  const error = subscription.error ?? contacts.error ?? everybody.error;
  if (error) return <Failure error={error} retry={() => void subscription.refetch()} />;
  if (subscription.data === undefined || !contacts.data || everybody.data === undefined) return <Loading />;
  const own = subscription.data?.value;
  const covering = coveringDefault(everybody.data, person.kind);
  const inForce = person.following === 'own' ? own : person.following === 'default' ? covering : undefined;
  const state = own?.excluded
    ? 'excluded'
    : person.following === 'own' && own?.status === 'awaiting-contact'
      ? 'awaiting-contact'
      : person.following;
  const inherited = (name: Inheritable) =>
    own?.inherited.includes(name) && person.following === 'own' ? (
      <span className="secondary"> ({texts.inherited})</span>
    ) : null;
  const addresses = contacts.data.filter(({ id }) => inForce?.contactIds.includes(id));
  return (
    <section className="card" aria-labelledby="following">
      <h2 id="following">{texts.following}</h2>
      <p>{texts.states[state]}</p>
      {inForce && (
        <dl className="review">
          <dt>{texts.alerts}</dt>
          <dd>
            {joined(inForce.alerts.map((alert) => words.alerts.names[alert]))}
            {inherited('alerts')}
          </dd>
          <dt>{texts.contacts}</dt>
          <dd>
            {addresses.map(({ id, address }) => (
              <Address key={id} value={address} />
            ))}
            {inherited('contactIds')}
          </dd>
          {inForce.alerts.includes('passport-expiry') && (
            <>
              <dt>{texts.leadDays}</dt>
              <dd>
                {joined(inForce.expiryLeadDays.map(leadDayText))}
                {inherited('expiryLeadDays')}
              </dd>
            </>
          )}
        </dl>
      )}
      {mayManage && (
        <div className="actions no-print">
          <Link
            to="/people/$identityNumber"
            params={{ identityNumber }}
            search={{ follow: true }}
            className="button button-primary"
            onClick={() => onOutcome(undefined)}
          >
            {person.following === 'none' ? texts.follow : texts.change}
          </Link>
          {person.following === 'own' && (
            <button type="button" className="button" onClick={() => setStopping('delete')}>
              {covering ? texts.toDefault : texts.stop}
            </button>
          )}
          {covering && person.following !== 'none' && (
            <button type="button" className="button" onClick={() => setStopping('exclude')}>
              {texts.exclude}
            </button>
          )}
        </div>
      )}
      {stopping && (
        <StopDialog
          identityNumber={identityNumber}
          base={subscription.data}
          way={stopping}
          title={
            stopping === 'delete' && covering ? texts.toDefaultTitle : fill(texts.stopTitle, { name: nameOf(person) })
          }
          text={stopping === 'exclude' ? texts.excludeText : covering ? texts.toDefaultText : texts.stopText}
          action={stopping === 'exclude' ? texts.exclude : covering ? texts.toDefault : texts.stop}
          onClose={() => setStopping(undefined)}
          onDone={() => {
            setStopping(undefined);
            onOutcome(stopping === 'delete' && covering ? 'default' : 'stopped');
          }}
        />
      )}
    </section>
  );
}

/** What was last told of a visa. The service tells of visas, and keeps none. */
function Visa({ identityNumber }: { identityNumber: string }) {
  const { data, error, refetch } = useQuery(visaQuery(identityNumber));
  return (
    <section className="card" aria-labelledby="visa">
      <h2 id="visa">{texts.visa}</h2>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data === undefined && !error && <Loading />}
      {data === null && <p className="secondary">{texts.visaNone}</p>}
      {data && (
        <>
          <p className="secondary">
            {texts.visaAsOf} <Instant at={data.messages[0].event.occurredAt} />
          </p>
          <ToldText told={data} />
        </>
      )}
    </section>
  );
}
