import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { RequestRefused, type Versioned } from '../../api.ts';
import { Choices, fieldError } from '../../components/form.tsx';
import { Done, Failure, Loading } from '../../components/states.tsx';
import {
  ALERTS,
  AlertChoices,
  ContactChoices,
  LeadDayChoices,
  USUAL_LEAD_DAYS,
} from '../../components/subscription-fields.tsx';
import { Count } from '../../components/values.tsx';
import { plural, words } from '../../words/words.ts';
import { type Contact, contactsQuery } from '../contacts/data.ts';
import { myContactQuery } from '../follow/data.ts';
import { ContactStep, Delivery } from '../follow/follow-form.tsx';
import { Preview } from '../follow/preview.tsx';
import { summaryQuery } from '../home/data.ts';
import { EveryoneConflict } from './conflict.tsx';
import {
  coveredBy,
  type Everyone,
  type EveryoneDraft,
  forgetEveryone,
  KINDS,
  readEveryone,
  saveEveryone,
} from './data.ts';

const { followEveryone: texts, follow } = words;

interface FormProps {
  stored: Versioned<Everyone> | null;
  onSaved: () => void;
  onCancel: () => void;
}

/** Chooses what is sent about everyone, and to whom. */
export function EveryoneForm(props: FormProps) {
  const contacts = useQuery(contactsQuery);
  const mine = useQuery(myContactQuery);
  const failed = [contacts, mine].find(({ error, data }) => error && data === undefined);
  if (failed) return <Failure error={failed.error} retry={() => void failed.refetch()} />;
  if (!contacts.data || mine.data === undefined) return <Loading />;
  return <LoadedForm {...props} contacts={contacts.data} myContact={mine.data} />;
}

function LoadedForm({
  stored,
  onSaved,
  onCancel,
  contacts,
  myContact,
}: FormProps & { contacts: readonly Contact[]; myContact: Contact | null }) {
  // What is stored may be read again meanwhile; the form changes the version that it began with.
  const [base, setBase] = useState(stored);
  const [draft, setDraft] = useState<EveryoneDraft>(
    () =>
      stored?.value ?? {
        kinds: [...KINDS],
        alerts: [...ALERTS],
        contactIds: myContact ? [myContact.id] : [],
        expiryLeadDays: [...USUAL_LEAD_DAYS],
      },
  );
  const [theirs, setTheirs] = useState<Versioned<Everyone> | null>();
  const [isVerified, setVerified] = useState(false);
  const [wasTried, setTried] = useState(false);
  const { data: summary } = useQuery(summaryQuery);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  useEffect(() => heading.current?.focus(), []);
  const change = (part: Partial<EveryoneDraft>) => setDraft((before) => ({ ...before, ...part }));
  const save = useMutation({
    mutationFn: (over: Versioned<Everyone> | null) => saveEveryone(over, draft),
    onSuccess: (now) => {
      forgetEveryone(now);
      onSaved();
    },
    onError: async (error) => {
      if (error instanceof RequestRefused && error.status === 412) setTheirs(await readEveryone());
    },
  });
  const problems = {
    kinds: draft.kinds.length === 0 ? texts.noKind : undefined,
    alerts: draft.alerts.length === 0 ? texts.noAlert : undefined,
    contactIds: draft.contactIds.length === 0 ? texts.noContact : undefined,
    expiryLeadDays:
      draft.alerts.includes('passport-expiry') && draft.expiryLeadDays.length === 0 ? texts.noLeadDay : undefined,
  };
  const errorAt = (name: keyof EveryoneDraft) =>
    (wasTried ? problems[name] : undefined) ?? fieldError(save.error, `/${name}`);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!save.isPending && Object.values(problems).every((problem) => problem === undefined)) save.mutate(base);
  };
  const use = (contact: Contact) => {
    setVerified(true);
    change({ contactIds: [...new Set([...draft.contactIds, contact.id])] });
  };
  if (theirs !== undefined)
    return (
      <EveryoneConflict
        theirs={theirs}
        mine={draft}
        contacts={contacts}
        isBusy={save.isPending}
        keepTheirs={() => {
          forgetEveryone(theirs);
          onCancel();
        }}
        keepMine={() => {
          setBase(theirs);
          setTheirs(undefined);
          save.mutate(theirs);
        }}
      />
    );
  return (
    <section className="follow" aria-labelledby={id}>
      <h2 id={id} ref={heading} tabIndex={-1}>
        {stored ? texts.changeTitle : texts.formTitle}
      </h2>
      <div className="follow-columns">
        <div>
          <Choices legend={texts.kinds} error={errorAt('kinds')}>
            {KINDS.map((kind) => (
              <label key={kind}>
                <input
                  type="checkbox"
                  form={`${id}-form`}
                  checked={draft.kinds.includes(kind)}
                  onChange={({ target }) =>
                    change({
                      kinds: KINDS.filter((one) => (one === kind ? target.checked : draft.kinds.includes(one))),
                    })
                  }
                />
                <span>
                  {texts.kind[kind]}
                  {summary && (
                    <>
                      {' '}
                      (<Count value={coveredBy([kind], summary.people)} />)
                    </>
                  )}
                </span>
              </label>
            ))}
          </Choices>
          <ContactStep contacts={contacts} onVerified={use} />
          {isVerified && <Done>{texts.verified}</Done>}
          <form id={`${id}-form`} onSubmit={submit} noValidate>
            <ContactChoices
              contacts={contacts}
              chosen={draft.contactIds}
              onChange={(contactIds) => change({ contactIds })}
              error={errorAt('contactIds')}
              more={(contact, isChosen) => isChosen && <Delivery contact={contact} />}
            />
            <p className="secondary daily-advice">{texts.dailyAdvice}</p>
            <AlertChoices chosen={draft.alerts} onChange={(alerts) => change({ alerts })} error={errorAt('alerts')} />
            {draft.alerts.includes('passport-expiry') && (
              <LeadDayChoices
                chosen={draft.expiryLeadDays}
                onChange={(expiryLeadDays) => change({ expiryLeadDays })}
                error={errorAt('expiryLeadDays')}
              />
            )}
          </form>
        </div>
        <div className="follow-aside">
          <Preview alerts={draft.alerts} kind={draft.kinds[0] ?? 'resident'} reference="" label="" />
          <section className="card" aria-label={follow.review}>
            <h3>{follow.review}</h3>
            {summary && <p>{plural(texts.covers, coveredBy(draft.kinds, summary.people))}</p>}
            <p className="secondary">{texts.previewHint}</p>
            {save.error && <Failure error={save.error} />}
            <div className="actions">
              <button type="submit" form={`${id}-form`} className="button button-primary" disabled={save.isPending}>
                {save.isPending ? follow.saving : words.saveAndConfirm}
              </button>
              <button type="button" className="button" onClick={onCancel}>
                {words.cancel}
              </button>
            </div>
          </section>
        </div>
      </div>
    </section>
  );
}
