import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Choices } from '../../components/form.tsx';
import { Progress } from '../../components/progress.tsx';
import { Failure, Loading } from '../../components/states.tsx';
import {
  ALERTS,
  AlertChoices,
  ContactChoices,
  LeadDayChoices,
  USUAL_LEAD_DAYS,
} from '../../components/subscription-fields.tsx';
import { IdentityNumber, PersonName } from '../../components/values.tsx';
import { fill, numberText, plural, words } from '../../words/words.ts';
import { contactsQuery, defaultSubscriptionQuery } from '../contacts/data.ts';
import { type Inheritable, myContactQuery, rememberContact } from '../follow/data.ts';
import { forgetJob, type Job, startJob, stopJob, type Task, useJob } from './bulk.ts';
import type { Traveller } from './search.ts';

const { people, follow } = words;

/** From so many people on, there are faster ways. */
const MANY = 500;

/** What can be done to those who are chosen. */
export function BulkPanel({ chosen, onStarted }: { chosen: readonly Traveller[]; onStarted: () => void }) {
  const [kind, setKind] = useState<Task['kind']>();
  const isRunning = useJob()?.isRunning ?? false;
  const title = useId();
  const kinds = (['follow', 'change', 'stop'] as const).filter((one) =>
    chosen.some(({ following }) => (one === 'follow') === (following === 'none')),
  );
  return (
    <section className="card bulk no-print" aria-labelledby={title}>
      <h2 id={title} className="for-readers">
        {people.selection}
      </h2>
      <p role="status">{plural(people.selected, chosen.length)}</p>
      {chosen.length >= MANY && (
        <p className="secondary">
          {people.manyHint} <Link to="/follow-everyone">{words.nav.followEveryone}</Link> ·{' '}
          <Link to="/uploads">{words.nav.uploads}</Link>
        </p>
      )}
      {kind === undefined || !kinds.includes(kind) ? (
        <div className="actions">
          {kinds.map((one) => (
            <button key={one} type="button" className="button" disabled={isRunning} onClick={() => setKind(one)}>
              {people.bulk[one]}
            </button>
          ))}
        </div>
      ) : (
        <TaskForm
          key={kind}
          kind={kind}
          chosen={chosen}
          onStarted={() => {
            setKind(undefined);
            onStarted();
          }}
          onCancel={() => setKind(undefined)}
        />
      )}
    </section>
  );
}

function TaskForm({
  kind,
  chosen,
  onStarted,
  onCancel,
}: {
  kind: Task['kind'];
  chosen: readonly Traveller[];
  onStarted: () => void;
  onCancel: () => void;
}) {
  const contacts = useQuery(contactsQuery);
  const mine = useQuery(myContactQuery);
  const everybody = useQuery(defaultSubscriptionQuery);
  const error = contacts.error ?? mine.error ?? everybody.error;
  const [alerts, setAlerts] = useState(ALERTS);
  const [contactIds, setContactIds] = useState<readonly string[]>();
  const [leadDays, setLeadDays] = useState(USUAL_LEAD_DAYS);
  const [parts, setParts] = useState<readonly Inheritable[]>([]);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  if (error) return <Failure error={error} retry={() => void contacts.refetch()} />;
  if (!contacts.data || mine.data === undefined || everybody.data === undefined) return <Loading />;
  const chosenContacts = contactIds ?? (mine.data ? [mine.data.id] : []);
  const values = {
    alerts: [...alerts],
    contactIds: [...chosenContacts],
    // Without reminders the service takes the usual days.
    ...((kind === 'change' || alerts.includes('passport-expiry')) && { expiryLeadDays: [...leadDays] }),
  };
  const start = () => {
    const body =
      kind === 'follow' ? values : Object.fromEntries(Object.entries(values).filter(([name]) => has(name, parts)));
    if (kind === 'follow' || parts.includes('contactIds')) void rememberContact(chosenContacts[0]);
    void startJob(kind === 'stop' ? { kind } : { kind, body }, chosen, everybody.data ?? null);
    onStarted();
  };
  const isEmpty =
    (kind === 'follow' && (alerts.length === 0 || chosenContacts.length === 0)) ||
    (kind === 'change' &&
      (parts.length === 0 ||
        (parts.includes('alerts') && alerts.length === 0) ||
        (parts.includes('contactIds') && chosenContacts.length === 0)));
  const part = (name: Inheritable, label: string, fields: ReactNode) =>
    kind === 'follow' ? fields : <Part {...{ name, label, parts, setParts }}>{fields}</Part>;
  return (
    <div>
      <h3 ref={heading} tabIndex={-1}>
        {people.bulk[kind]}
      </h3>
      <p>{people.bulkText[kind]}</p>
      {kind !== 'stop' && (
        <>
          {part(
            'contactIds',
            follow.contacts,
            <ContactChoices contacts={contacts.data} chosen={chosenContacts} onChange={setContactIds} />,
          )}
          {part('alerts', follow.alerts, <AlertChoices chosen={alerts} onChange={setAlerts} />)}
          {part('expiryLeadDays', follow.leadDays, <LeadDayChoices chosen={leadDays} onChange={setLeadDays} />)}
        </>
      )}
      <div className="actions">
        <button
          type="button"
          className={kind === 'stop' ? 'button button-danger' : 'button button-primary'}
          disabled={isEmpty}
          onClick={start}
        >
          {kind === 'stop' ? people.bulk.stop : words.saveAndConfirm}
        </button>
        <button type="button" className="button" onClick={onCancel}>
          {words.cancel}
        </button>
      </div>
    </div>
  );
}

function has(name: string, parts: readonly Inheritable[]): boolean {
  return parts.some((one) => one === name);
}

/** A part that changes only where somebody says so. */
function Part({
  name,
  label,
  parts,
  setParts,
  children,
}: {
  name: Inheritable;
  label: string;
  parts: readonly Inheritable[];
  setParts: (parts: readonly Inheritable[]) => void;
  children: ReactNode;
}) {
  const isChosen = parts.includes(name);
  return (
    <>
      <Choices legend="">
        <label>
          <input
            type="checkbox"
            checked={isChosen}
            onChange={() => setParts(isChosen ? parts.filter((one) => one !== name) : [...parts, name])}
          />
          {fill(people.changePart, { part: label })}
        </label>
      </Choices>
      {isChosen && <div className="part">{children}</div>}
    </>
  );
}

/** How far work on many people is, and what was refused. It is there on whatever page, until somebody closes it. */
export function JobReport({ onAgain }: { onAgain?: (people: readonly Traveller[]) => void }) {
  const job = useJob();
  if (!job) return null;
  const over = job.done + job.skipped + job.refused.length;
  return (
    <section className="card job" aria-label={people.jobs[job.task.kind]}>
      {job.isRunning ? (
        <>
          <Progress label={people.jobs[job.task.kind]} value={over} max={job.total}>
            {fill(people.jobProgress, { done: numberText(over), total: numberText(job.total) })} · {people.jobMayLeave}
          </Progress>
          <button type="button" className="button" disabled={job.isStopped} onClick={stopJob}>
            {people.stopJob}
          </button>
        </>
      ) : (
        <Outcome job={job} />
      )}
      {job.refused.length > 0 && <Refused job={job} />}
      {!job.isRunning && (
        <div className="actions no-print">
          {job.refused.length > 0 && onAgain && (
            <button
              type="button"
              className="button"
              onClick={() => {
                onAgain(job.refused.map(({ person }) => person));
                forgetJob();
              }}
            >
              {people.again}
            </button>
          )}
          <button type="button" className="button" onClick={forgetJob}>
            {words.close}
          </button>
        </div>
      )}
    </section>
  );
}

function Outcome({ job }: { job: Job }) {
  return (
    <div role="status">
      {job.isStopped && <p>{people.jobStopped}</p>}
      <p>
        <strong>{plural(people.jobDone, job.done)}</strong>
      </p>
      {job.skipped > 0 && <p>{plural(people.jobSkipped, job.skipped)}</p>}
    </div>
  );
}

/** A report longer than that is for a file. */
const MAX_SHOWN = 200;

function Refused({ job: { refused } }: { job: Job }) {
  return (
    <>
      <p className="number-error">{plural(people.jobRefused, refused.length)}</p>
      <div className="table-frame">
        <table>
          <thead>
            <tr>
              <th scope="col">{people.columns.name}</th>
              <th scope="col">{people.columns.number}</th>
              <th scope="col">{people.refusedWhy}</th>
            </tr>
          </thead>
          <tbody>
            {refused.slice(0, MAX_SHOWN).map(({ person, message }) => (
              <tr key={person.identityNumber}>
                <th scope="row">
                  <Link to="/people/$identityNumber" params={{ identityNumber: person.identityNumber }}>
                    <PersonName name={person.name} />
                  </Link>
                </th>
                <td data-label={people.columns.number}>
                  <IdentityNumber value={person.identityNumber} />
                </td>
                <td data-label={people.refusedWhy}>{message ?? words.unexpected}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
