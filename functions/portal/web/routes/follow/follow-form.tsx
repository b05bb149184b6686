import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { api, bodyOf, queries, RequestRefused, type Schemas } from '../../api.ts';
import { Field, fieldError } from '../../components/form.tsx';
import { Done, Failure, Loading } from '../../components/states.tsx';
import {
  ALERTS,
  AlertChoices,
  ContactChoices,
  joined,
  LeadDayChoices,
  leadDayText,
  USUAL_LEAD_DAYS,
} from '../../components/subscription-fields.tsx';
import { Address } from '../../components/values.tsx';
import { fill, words } from '../../words/words.ts';
import { AddContact, VerifyContact } from '../contacts/add-contact.tsx';
import { type Contact, contactsQuery, defaultSubscriptionQuery, forgetContacts } from '../contacts/data.ts';
import { FollowConflict, type Theirs } from './conflict.tsx';
import {
  bodyOfDraft,
  coveringDefault,
  type Draft,
  type Inheritable,
  myContactQuery,
  previewQuery,
  readSubscription,
  refreshPerson,
  rememberContact,
  saveSubscription,
  subscriptionQuery,
  type Traveller,
} from './data.ts';
import { Preview, useSettled } from './preview.tsx';

const { follow } = words;

type Everybody = Schemas['DefaultSubscription'] | null;

/** Follows a person, or changes how the person is followed: everything to my contact, unless somebody chooses otherwise. */
export function FollowForm({ person, onDone, onCancel }: FollowProps) {
  const contacts = useQuery(contactsQuery);
  const everybody = useQuery(defaultSubscriptionQuery);
  // Read when the form opens: what is saved is compared with it.
  const subscription = useQuery({ ...subscriptionQuery(person.identityNumber), staleTime: 0, gcTime: 0 });
  const mine = useQuery(myContactQuery);
  const parts = [contacts, everybody, subscription, mine];
  const failed = parts.find(({ error, data }) => error && data === undefined);
  if (failed?.error)
    return (
      <Failure
        error={failed.error}
        retry={() => {
          for (const part of parts) if (part.error) void part.refetch();
        }}
      />
    );
  const isLoaded =
    contacts.data && everybody.data !== undefined && mine.data !== undefined && subscription.data !== undefined;
  if (!isLoaded) return <Loading />;
  return (
    <LoadedForm
      person={person}
      onDone={onDone}
      onCancel={onCancel}
      contacts={contacts.data}
      everybody={coveringDefault(everybody.data, person.kind)}
      first={subscription.data}
      myContact={mine.data}
    />
  );
}

interface FollowProps {
  person: Traveller;
  onDone: () => void;
  onCancel: () => void;
}

/** What the form begins with. */
function firstDraft(stored: Theirs, everybody: Everybody, myContact: Contact | null): Draft {
  const subscription = stored?.value;
  const names = { reference: subscription?.reference ?? '', label: subscription?.label ?? '' };
  if (subscription?.status === 'active' || subscription?.status === 'awaiting-contact')
    return { ...subscription, ...names };
  if (everybody) return { ...everybody, ...names, inherited: ['alerts', 'contactIds', 'expiryLeadDays'] };
  const contactIds = myContact ? [myContact.id] : [];
  return { alerts: ALERTS, contactIds, expiryLeadDays: USUAL_LEAD_DAYS, ...names, inherited: [] };
}

function LoadedForm({
  person,
  onDone,
  onCancel,
  contacts,
  everybody,
  first,
  myContact,
}: FollowProps & {
  contacts: readonly Contact[];
  everybody: Everybody;
  first: Theirs;
  myContact: Contact | null;
}) {
  const { identityNumber, kind } = person;
  // What is stored may be read again meanwhile; the form changes the version that it began with.
  const [base, setBase] = useState(first);
  const [draft, setDraft] = useState(() => firstDraft(first, everybody, myContact));
  const [theirs, setTheirs] = useState<Theirs>();
  const [verified, setVerified] = useState<Contact>();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const title = useId();
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));

  const save = useMutation({
    mutationFn: (over: Theirs) => saveSubscription(identityNumber, over, bodyOfDraft(draft)),
    onSuccess: async ({ value }) => {
      if (!value.inherited.includes('contactIds')) await rememberContact(value.contactIds[0]);
      await refreshPerson(identityNumber).catch(() => undefined);
      onDone();
    },
    onError: async (error, over) => {
      const isConflict = error instanceof RequestRefused && error.status === 412;
      setBase(over);
      setTheirs(isConflict ? await readSubscription(identityNumber).catch(() => undefined) : undefined);
    },
  });
  const keepTheirs = async () => {
    await refreshPerson(identityNumber).catch(() => undefined);
    onCancel();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate(base);
  };
  const use = (contact: Contact) => {
    setVerified(contact);
    setDraft((before) => ({
      ...before,
      contactIds: [...before.contactIds.filter((id) => id !== contact.id), contact.id],
      inherited: before.inherited.filter((name) => name !== 'contactIds'),
    }));
  };
  const errorAt = (path: `/${string}`) => fieldError(save.error, path);
  // Of the whole subscription, such as that there are too many.
  const wholeError =
    save.error instanceof RequestRefused ? save.error.errors.find(({ path }) => path === '')?.message : undefined;
  const inherits = (name: Inheritable) => draft.inherited.includes(name);
  const hasVerified = contacts.some(({ status }) => status === 'verified');
  const inheritance = { draft, change, everybody };

  if (theirs !== undefined)
    return (
      <FollowConflict
        theirs={theirs}
        mine={draft}
        contacts={contacts}
        isBusy={save.isPending}
        keepTheirs={() => void keepTheirs()}
        keepMine={() => save.mutate(theirs)}
      />
    );
  return (
    <section className="follow" aria-labelledby={title}>
      <h2 id={title} ref={heading} tabIndex={-1}>
        {person.following === 'none' ? follow.title : follow.changeTitle}
      </h2>
      <div className="follow-columns">
        <div>
          <Inherited name="contactIds" {...inheritance} text={addressesOf(contacts, draft)}>
            <ContactChoices
              contacts={hasVerified || draft.contactIds.length > 0 ? contacts : []}
              chosen={draft.contactIds}
              onChange={(contactIds) => change({ contactIds })}
              error={errorAt('/contactIds')}
              more={(contact, isChosen) => isChosen && <Delivery contact={contact} />}
            />
          </Inherited>
          <ContactStep contacts={contacts} onVerified={use} />
          {verified && <Done takesFocus>{follow.verified}</Done>}
          <form id={`${title}-form`} onSubmit={submit} noValidate>
            <Inherited name="alerts" {...inheritance} text={joined(draft.alerts.map((one) => words.alerts.names[one]))}>
              <AlertChoices
                chosen={draft.alerts}
                onChange={(alerts) => change({ alerts })}
                error={errorAt('/alerts')}
              />
            </Inherited>
            {draft.alerts.includes('passport-expiry') && (
              <Inherited name="expiryLeadDays" {...inheritance} text={joined(draft.expiryLeadDays.map(leadDayText))}>
                <LeadDayChoices
                  chosen={draft.expiryLeadDays}
                  onChange={(expiryLeadDays) => change({ expiryLeadDays })}
                  error={errorAt('/expiryLeadDays')}
                />
              </Inherited>
            )}
            <Names person={person} draft={draft} change={change} error={save.error} />
          </form>
        </div>
        <div className="follow-aside">
          <Preview alerts={draft.alerts} kind={kind} reference={draft.reference} label={draft.label} />
          <section className="card">
            <h3>{follow.review}</h3>
            <dl className="review">
              <dt>{follow.reviewAlerts}</dt>
              <dd>
                {draft.alerts.length === ALERTS.length
                  ? follow.everything
                  : joined(draft.alerts.map((one) => words.alerts.names[one])) || follow.nothing}
              </dd>
              <dt>{follow.reviewContacts}</dt>
              <dd>
                {draft.contactIds.length > 0 ? addressesOf(contacts, draft) : follow.nobody}
                {inherits('contactIds') && <span className="secondary"> ({follow.asDefault})</span>}
              </dd>
            </dl>
            {save.error && <Failure error={save.error} />}
            {wholeError && <p className="field-error">{wholeError}</p>}
            <div className="actions">
              <button type="submit" form={`${title}-form`} className="button button-primary" disabled={save.isPending}>
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

function addressesOf(contacts: readonly Contact[], { contactIds }: Draft): ReactNode {
  return contacts
    .filter(({ id }) => contactIds.includes(id))
    .map(({ id, address }) => <Address key={id} value={address} />);
}

/** A part of a subscription that may come from the default subscription, where there is one for the person. */
function Inherited({
  name,
  draft,
  change,
  everybody,
  text,
  children,
}: {
  name: Inheritable;
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  everybody: Everybody;
  text: ReactNode;
  children: ReactNode;
}) {
  if (!everybody) return children;
  const isInherited = draft.inherited.includes(name);
  const toggle = (inherit: boolean) => {
    const others = draft.inherited.filter((one) => one !== name);
    change(inherit ? { [name]: everybody[name], inherited: [...others, name] } : { inherited: others });
  };
  const legend = { alerts: follow.alerts, contactIds: follow.contacts, expiryLeadDays: follow.leadDays }[name];
  return (
    <div className="inheritable">
      {isInherited ? (
        <p className="inherited">
          <strong>{legend}</strong>
          <span>{text}</span>
        </p>
      ) : (
        children
      )}
      <label className="inherit">
        <input type="checkbox" checked={isInherited} onChange={({ target }) => toggle(target.checked)} />
        <span>
          {follow.asDefault} <span className="for-readers">({legend})</span>
        </span>
      </label>
    </div>
  );
}

/** Number and word by which messages name the person. The preview finds out first what is wrong with them. */
function Names({
  person,
  draft,
  change,
  error,
}: {
  person: Traveller;
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  error: unknown;
}) {
  const reference = useSettled(draft.reference.trim());
  const label = useSettled(draft.label.trim());
  const preview = useQuery({
    ...previewQuery({
      alert: 'passport-expiry',
      kind: person.kind,
      language: 'ar',
      ...(reference && { reference }),
      ...(label && { label }),
    }),
  });
  const errorAt = (path: `/${string}`) => fieldError(preview.error, path) ?? fieldError(error, path);
  return (
    <>
      <Field label={follow.reference} hint={follow.referenceHint} error={errorAt('/reference')} optional>
        {(attributes) => (
          <input
            {...attributes}
            type="text"
            dir="auto"
            autoComplete="off"
            value={draft.reference}
            onChange={({ target }) => change({ reference: target.value })}
          />
        )}
      </Field>
      <Field label={follow.label} hint={follow.labelHint} error={errorAt('/label')} optional>
        {(attributes) => (
          <input
            {...attributes}
            type="text"
            dir="auto"
            autoComplete="off"
            value={draft.label}
            onChange={({ target }) => change({ label: target.value })}
          />
        )}
      </Field>
    </>
  );
}

/** Adds the first contact, or another one; or asks for the code of one that still waits for it. */
export function ContactStep({
  contacts,
  onVerified,
}: {
  contacts: readonly Contact[];
  onVerified: (contact: Contact) => void;
}) {
  const hasVerified = contacts.some(({ status }) => status === 'verified');
  // The contact is added while its code is awaited: the part must not begin again when the list of contacts has it.
  const [isFirst, setIsFirst] = useState(!hasVerified);
  const [isOpen, setIsOpen] = useState(false);
  const [waiting, setWaiting] = useState(() => contacts.find(({ status }) => status === 'pending'));
  const [isOther, setIsOther] = useState(false);
  const finish = (contact: Contact) => {
    setIsFirst(false);
    setIsOpen(false);
    onVerified(contact);
  };
  const title = useId();
  if (!isFirst && !isOpen)
    return (
      <p>
        <button type="button" className="button button-quiet" onClick={() => setIsOpen(true)}>
          {follow.addAnother}
        </button>
      </p>
    );
  return (
    <section className="card" aria-labelledby={title}>
      <h3 id={title}>{isFirst ? follow.addContactTitle : follow.addAnotherTitle}</h3>
      {isFirst && <p className="secondary">{follow.addContactText}</p>}
      {isFirst && waiting && !isOther ? (
        <>
          <VerifyContact contact={waiting} onVerified={finish} />
          <button
            type="button"
            className="button button-quiet"
            onClick={() => {
              setWaiting(undefined);
              setIsOther(true);
            }}
          >
            {follow.addAnother}
          </button>
        </>
      ) : (
        <AddContact onVerified={finish} {...(!isFirst && { onCancel: () => setIsOpen(false) })} />
      )}
    </section>
  );
}

/** When a contact gets what is sent to it. It is a choice of the contact, for everybody that it is told of. */
export function Delivery({ contact }: { contact: Contact }) {
  const change = useMutation({
    mutationFn: async (delivery: Contact['delivery']) =>
      bodyOf(
        await api.PATCH('/v1/contacts/{contactId}', {
          params: { path: { contactId: contact.id } },
          body: { delivery },
        }),
      ),
    onSuccess: (changed) => {
      queries.setQueryData(contactsQuery.queryKey, (all) => all?.map((one) => (one.id === changed.id ? changed : one)));
      forgetContacts();
    },
  });
  const hint = useId();
  return (
    <div className="delivery">
      <select
        aria-label={fill(follow.deliveryOf, { address: contact.address })}
        aria-describedby={hint}
        value={change.isPending ? change.variables : contact.delivery}
        disabled={change.isPending}
        onChange={({ target }) => change.mutate(target.value as Contact['delivery'])}
      >
        {(['immediate', 'daily'] as const).map((delivery) => (
          <option key={delivery} value={delivery}>
            {follow.deliveries[delivery]}
          </option>
        ))}
      </select>
      <span id={hint} className="secondary">
        {follow.deliveryHint}
      </span>
      {change.isSuccess && <span role="status">{words.saved}</span>}
      {change.error && <Failure error={change.error} />}
    </div>
  );
}
