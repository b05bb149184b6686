import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { api, bodyOf, RequestRefused } from '../../api.ts';
import { FilterButtons } from '../../components/filter-buttons.tsx';
import { Icon } from '../../components/icons.tsx';
import { Page } from '../../components/page.tsx';
import { Done, Failure, Loading } from '../../components/states.tsx';
import { Address, ContactStatus } from '../../components/values.tsx';
import { useMayManage } from '../../session.ts';
import { fill, numberText, words } from '../../words/words.ts';
import { establishmentQuery } from '../settings/data.ts';
import { AddContact, useIsBefore, VerifyContact } from './add-contact.tsx';
import { AddSystem } from './add-system.tsx';
import { ChangeContact } from './change.tsx';
import {
  type Contact,
  type ContactsSearch,
  contactsQuery,
  contactsSearchOf,
  forgetContacts,
  STATUSES,
} from './data.ts';
import { RemoveContact } from './remove.tsx';
import { System } from './system.tsx';
import { Uses } from './uses.tsx';
import { systems } from './words.ts';

const { contacts } = words;

/** Where alerts of the establishment go: what works, what waits for a code, what has stopped, and what to do about it. */
export function ContactsScreen() {
  const search = contactsSearchOf(useSearch({ strict: false }));
  const mayManage = useMayManage();
  const { data, error, refetch } = useQuery(contactsQuery);
  const [adding, setAdding] = useState<Adding>();
  const [done, setDone] = useState<string>();
  const items = data?.filter(({ status }) => !search.status || status === search.status);
  return (
    <Page title={contacts.title}>
      <p className="page-note">{contacts.intro}</p>
      {!mayManage && <p className="secondary">{words.readerHint}</p>}
      {done && <Done takesFocus>{done}</Done>}
      {mayManage && data && (
        <Add
          count={data.length}
          adding={adding}
          open={(what) => {
            setDone(undefined);
            setAdding(what);
          }}
          close={(text) => {
            setDone(text);
            setAdding(undefined);
          }}
        />
      )}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && data.length > 0 && <Filter chosen={search.status} all={data} />}
      {items?.length === 0 && (
        <p className="state" role="status">
          {data && data.length > 0 ? contacts.noneOfStatus : mayManage ? contacts.none : contacts.noneForReader}
        </p>
      )}
      {items && items.length > 0 && (
        <ul className="contacts">
          {items.map((contact) => (
            <ContactCard
              key={contact.id}
              contact={contact}
              isChosen={contact.id === search.contact}
              onRemoved={() => setDone(contacts.removed)}
            />
          ))}
        </ul>
      )}
    </Page>
  );
}

type Adding = 'person' | 'system';

function Add({
  count,
  adding,
  open,
  close,
}: {
  count: number;
  adding: Adding | undefined;
  open: (what: Adding) => void;
  close: (done?: string) => void;
}) {
  const limit = useQuery(establishmentQuery).data?.limits.contacts;
  if (adding === 'system')
    return (
      <section className="card contact-new" aria-labelledby="new-system">
        <h2 id="new-system">{systems.connectTitle}</h2>
        <p className="secondary">{systems.connectText}</p>
        <AddSystem onClose={() => close()} />
      </section>
    );
  if (adding === 'person')
    return (
      <section className="card contact-new" aria-labelledby="new-contact">
        <h2 id="new-contact">{contacts.addTitle}</h2>
        <AddContact onVerified={() => close(contacts.verified)} onCancel={() => close()} />
      </section>
    );
  if (limit !== undefined && count >= limit) return <p className="notice notice-warning">{contacts.full}</p>;
  return (
    <div className="actions">
      <button type="button" className="button button-primary" onClick={() => open('person')}>
        <Icon name="plus" />
        {contacts.add}
      </button>
      <button type="button" className="button" onClick={() => open('system')}>
        <Icon name="plus" />
        {systems.connect}
      </button>
      {limit !== undefined && (
        <span className="secondary beside-button">
          {fill(contacts.used, { used: numberText(count), limit: numberText(limit) })}
        </span>
      )}
    </div>
  );
}

function Filter({ chosen, all }: { chosen: ContactsSearch['status']; all: readonly Contact[] }) {
  const navigate = useNavigate();
  const countOf = (status: Contact['status'] | undefined) =>
    all.filter((one) => !status || one.status === status).length;
  return (
    <div className="filters no-print">
      <FilterButtons
        label={contacts.filter}
        options={([undefined, ...STATUSES] as const).map(
          (status) =>
            [
              status,
              <>
                {status ? contacts.statuses[status] : contacts.all} <bdi>{numberText(countOf(status))}</bdi>
              </>,
            ] as const,
        )}
        chosen={chosen}
        onChoose={(status) => void navigate({ to: '/contacts', search: contactsSearchOf({ status }) })}
      />
    </div>
  );
}

type Task = 'change' | 'verify' | 'verify-sent' | 'remove';

function ContactCard({ contact, isChosen, onRemoved }: { contact: Contact; isChosen: boolean; onRemoved: () => void }) {
  const mayManage = useMayManage();
  const [task, setTask] = useState<Task>();
  const [done, setDone] = useState<string>();
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isChosen) place.current?.scrollIntoView({ block: 'center' });
  }, [isChosen]);
  const begin = (next: Task | undefined) => {
    setDone(undefined);
    setTask(next);
  };
  const finish = (text: string) => {
    setDone(text);
    setTask(undefined);
  };
  const { id, label, channel, language, delivery, status } = contact;
  return (
    <li ref={place} className={isChosen ? 'card card-chosen' : 'card'}>
      <div className="contact-top">
        <div>
          <div className="contact-head">
            <h2>
              <Address value={contact.address} />
            </h2>
            <ContactStatus status={status} />
          </div>
          {label && (
            <p>
              <bdi>{label}</bdi>
            </p>
          )}
          <p className="secondary">
            {words.alerts.channels[channel]}
            {channel !== 'webhook' && ` · ${words.alerts.languages[language]} · ${contacts.deliveries[delivery]}`}
          </p>
        </div>
        {mayManage && task !== 'change' && (
          <div className="actions">
            <button type="button" className="button" onClick={() => begin('change')}>
              {contacts.change}
              <span className="for-readers"> {contact.address}</span>
            </button>
            <button type="button" className="button" onClick={() => begin('remove')}>
              {contacts.remove}
              <span className="for-readers"> {contact.address}</span>
            </button>
          </div>
        )}
      </div>
      {done && <Done takesFocus>{done}</Done>}
      {task === 'change' ? (
        <ChangeContact
          contactId={id}
          onSaved={(_, isCodeSent) => {
            finish(contacts.changed);
            if (isCodeSent && channel !== 'webhook') setTask('verify-sent');
          }}
          onCancel={() => begin(undefined)}
        />
      ) : task === 'verify' || task === 'verify-sent' ? (
        <VerifyContact
          contact={contact}
          isCodeSent={task === 'verify-sent'}
          onVerified={() => finish(contacts.verified)}
        />
      ) : (
        <Care
          contact={contact}
          enterCode={(isSent) => begin(isSent ? 'verify-sent' : 'verify')}
          onChallengeSent={() => finish(contacts.challengeSent)}
        />
      )}
      {channel === 'webhook' && <System contact={contact} />}
      <MoreAbout contact={contact} isOpenAtFirst={isChosen} />
      {task === 'remove' && <RemoveContact contact={contact} onRemoved={onRemoved} onClose={() => begin(undefined)} />}
    </li>
  );
}

/** What a contact needs before it receives anything. */
function Care({
  contact,
  enterCode,
  onChallengeSent,
}: {
  contact: Contact;
  enterCode: (isSent: boolean) => void;
  onChallengeSent: () => void;
}) {
  const mayManage = useMayManage();
  const { status, suppressionReason, pendingAddress, channel } = contact;
  // A system proves by its answer that it takes part: nobody types a code.
  const isSystem = channel === 'webhook';
  if (pendingAddress)
    return (
      <div className="notice notice-warning">
        <p>
          {contacts.newAddress} <Address value={pendingAddress} />
        </p>
        <p>{isSystem ? contacts.pendingSystem : contacts.newAddressText}</p>
        {mayManage && (
          <div className="actions">
            {isSystem ? <SendCode contact={contact} onSent={onChallengeSent} /> : <EnterCode enterCode={enterCode} />}
            <KeepOld contact={contact} />
          </div>
        )}
      </div>
    );
  if (status === 'pending')
    return (
      <div className="notice notice-warning">
        <p>{isSystem ? contacts.pendingSystem : mayManage ? contacts.pendingText : contacts.pendingTextForReader}</p>
        {mayManage &&
          (isSystem ? <SendCode contact={contact} onSent={onChallengeSent} /> : <EnterCode enterCode={enterCode} />)}
      </div>
    );
  if (status !== 'suppressed' || !suppressionReason) return null;
  return (
    <div className="notice notice-error">
      <p>{contacts.suppression[suppressionReason]}</p>
      <p>{contacts.remedy[suppressionReason]}</p>
      <p>{contacts.meanwhile}</p>
      {mayManage && <SendCode contact={contact} onSent={isSystem ? onChallengeSent : () => enterCode(true)} />}
    </div>
  );
}

function EnterCode({ enterCode }: { enterCode: (isSent: boolean) => void }) {
  return (
    <button type="button" className="button button-primary" onClick={() => enterCode(false)}>
      {contacts.enterCode}
    </button>
  );
}

/** A suppressed contact works again once its owner passes on a new code. */
function SendCode({ contact: { id, channel }, onSent }: { contact: Contact; onSent: () => void }) {
  const send = useMutation({
    mutationFn: async () =>
      bodyOf(await api.POST('/v1/contacts/{contactId}/verification-code', { params: { path: { contactId: id } } })),
    onSuccess: onSent,
  });
  const mustWait = useIsBefore(send.error instanceof RequestRefused ? send.error.retryAt : undefined);
  return (
    <>
      {send.error && <Failure error={send.error} />}
      <button
        type="button"
        className="button button-primary"
        disabled={send.isPending || mustWait}
        onClick={() => send.mutate()}
      >
        {send.isPending ? contacts.sendingCode : channel === 'webhook' ? contacts.sendChallenge : contacts.sendCode}
      </button>
    </>
  );
}

/** The present address, given once more, cancels the change to another. */
function KeepOld({ contact: { id, address } }: { contact: Contact }) {
  const keep = useMutation({
    mutationFn: async () =>
      bodyOf(await api.PATCH('/v1/contacts/{contactId}', { params: { path: { contactId: id } }, body: { address } })),
    onSuccess: forgetContacts,
  });
  return (
    <>
      {keep.error && <Failure error={keep.error} />}
      <button type="button" className="button" disabled={keep.isPending} onClick={() => keep.mutate()}>
        {keep.isPending ? contacts.saving : contacts.keepOld}
      </button>
    </>
  );
}

function MoreAbout({ contact: { id }, isOpenAtFirst }: { contact: Contact; isOpenAtFirst: boolean }) {
  const [isOpen, setIsOpen] = useState(isOpenAtFirst);
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>{contacts.usesTitle}</summary>
      {isOpen && (
        <>
          <Uses contactId={id} />
          <p className="links">
            <Link to="/messages" search={{ contactId: id }}>
              {contacts.messages}
            </Link>
            <Link to="/activity" search={{ contactId: id }}>
              {contacts.activity}
            </Link>
          </p>
        </>
      )}
    </details>
  );
}
