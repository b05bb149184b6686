import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '../../api.ts';
import { Copied } from '../../components/copied.tsx';
import { Icon } from '../../components/icons.tsx';
import { Page } from '../../components/page.tsx';
import { Question } from '../../components/question.tsx';
import { Done, Failure, Loading } from '../../components/states.tsx';
import { Instant, Ltr } from '../../components/values.tsx';
import { useMayManage } from '../../session.ts';
import { fill, numberText, words } from '../../words/words.ts';
import {
  type Calendar,
  calendarsQuery,
  createCalendar,
  forgetCalendars,
  MAX_CALENDARS,
  markOf,
  revokeCalendar,
} from './data.ts';
import { calendars } from './words.ts';

/** Secret addresses by which the calendars of other programs show which passports expire. */
export function CalendarsScreen() {
  const mayManage = useMayManage();
  const { data, error, refetch } = useQuery(calendarsQuery);
  const [created, setCreated] = useState<Schemas['NewCalendar']>();
  const [isRevoked, setIsRevoked] = useState(false);
  const create = useMutation({
    mutationFn: createCalendar,
    onSuccess: (calendar) => {
      setIsRevoked(false);
      setCreated(calendar);
      forgetCalendars();
    },
  });
  return (
    <Page title={calendars.title}>
      <p className="page-note">{calendars.intro}</p>
      {!mayManage && <p className="secondary">{words.readerHint}</p>}
      {isRevoked && <Done takesFocus>{calendars.revoked}</Done>}
      {created && <Created key={created.id} calendar={created} />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {create.error && <Failure error={create.error} />}
      {mayManage && data && data.length >= MAX_CALENDARS && <p className="notice notice-warning">{calendars.full}</p>}
      {mayManage && data && data.length < MAX_CALENDARS && (
        <div className="actions">
          <button
            type="button"
            className="button button-primary"
            disabled={create.isPending}
            onClick={() => create.mutate()}
          >
            <Icon name="plus" />
            {create.isPending ? calendars.creating : calendars.create}
          </button>
          <span className="secondary beside-button">
            {fill(calendars.used, { used: numberText(data.length), limit: numberText(MAX_CALENDARS) })}
          </span>
        </div>
      )}
      {data?.length === 0 && (
        <p className="state" role="status">
          {mayManage ? calendars.none : calendars.noneForReader}
        </p>
      )}
      {data && data.length > 0 && (
        <ul className="calendars">
          {data.map((calendar) => (
            <CalendarCard
              key={calendar.id}
              calendar={calendar}
              onRevoked={() => {
                if (created?.id === calendar.id) setCreated(undefined);
                setIsRevoked(true);
              }}
            />
          ))}
        </ul>
      )}
      {/* Not before the list is there, which would push it away. */}
      {data && <Subscribing />}
    </Page>
  );
}

/** A new calendar. Nobody can show its address again. */
function Created({ calendar }: { calendar: Schemas['NewCalendar'] }) {
  return (
    <section className="card calendar-new" aria-labelledby="new-calendar">
      <Done takesFocus>{calendars.created}</Done>
      <h2 id="new-calendar">
        {calendars.calendar} <Ltr>{markOf(calendar)}</Ltr>
      </h2>
      <Copied label={calendars.address} value={calendar.url} />
      <p>{calendars.secretText}</p>
    </section>
  );
}

function CalendarCard({ calendar, onRevoked }: { calendar: Calendar; onRevoked: () => void }) {
  const mayManage = useMayManage();
  const [isAsked, setIsAsked] = useState(false);
  const revoke = useMutation({
    mutationFn: () => revokeCalendar(calendar),
    onSuccess: () => {
      setIsAsked(false);
      onRevoked();
      forgetCalendars();
    },
  });
  const mark = markOf(calendar);
  return (
    <li className="card contact-top">
      <div>
        <h2>
          {calendars.calendar} <Ltr>{mark}</Ltr>
        </h2>
        <p className="secondary">
          {calendars.createdAt} <Instant at={calendar.createdAt} />
        </p>
      </div>
      {mayManage && (
        <div className="actions">
          <button
            type="button"
            className="button"
            onClick={() => {
              revoke.reset();
              setIsAsked(true);
            }}
          >
            {calendars.revoke}
            <span className="for-readers"> {mark}</span>
          </button>
        </div>
      )}
      {isAsked && (
        <Question
          title={calendars.revokeTitle}
          confirm={revoke.isPending ? calendars.revoking : calendars.revoke}
          isPending={revoke.isPending}
          error={revoke.error}
          isDangerous
          onConfirm={() => revoke.mutate()}
          onClose={() => setIsAsked(false)}
        >
          <p>
            <strong>
              {calendars.calendar} <Ltr>{mark}</Ltr>
            </strong>
          </p>
          <p>{calendars.revokeText}</p>
        </Question>
      )}
    </li>
  );
}

const PROGRAMS = ['outlook', 'google', 'apple'] as const;

/** How the programs that most people have take an address. */
function Subscribing() {
  return (
    <section className="subscribing" aria-labelledby="subscribing">
      <h2 id="subscribing">{calendars.subscribing}</h2>
      <div className="programs">
        {PROGRAMS.map((program) => (
          <section key={program} className="card" aria-labelledby={`program-${program}`}>
            <h3 id={`program-${program}`}>{calendars.programs[program].name}</h3>
            <ol>
              {calendars.programs[program].steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          </section>
        ))}
      </div>
      <p className="secondary">{calendars.refreshing}</p>
    </section>
  );
}
