import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { RequestRefused, type Versioned } from '../../api.ts';
import { Field, fieldError, RadioChoices } from '../../components/form.tsx';
import { Failure, Loading } from '../../components/states.tsx';
import { Address } from '../../components/values.tsx';
import { words } from '../../words/words.ts';
import { type Change, type Contact, changeContact, contactQuery, forgetContacts, isOvertaken } from './data.ts';
import { systems } from './words.ts';

const { contacts } = words;

const LANGUAGES = ['ar', 'en'] as const;
const DELIVERIES = ['immediate', 'daily'] as const;

interface Props {
  readonly contactId: string;
  readonly onSaved: (contact: Contact, isCodeSent: boolean) => void;
  readonly onCancel: () => void;
}

/** Changes a contact: the version that somebody sees, and no other. */
export function ChangeContact({ contactId, ...rest }: Props) {
  const { data, error, refetch } = useQuery(contactQuery(contactId));
  if (!data && error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Loading />;
  return <Form current={data} reread={() => void refetch()} {...rest} />;
}

const addressOf = ({ address, pendingAddress }: Contact) => pendingAddress ?? address;

/** What of a form differs from the contact; what does not is left as others may have made it. */
function changeOf(contact: Contact, typed: Typed): Change {
  const label = typed.label.trim();
  return {
    ...(label !== (contact.label ?? '') && { label: label === '' ? null : label }),
    ...(typed.address.trim() !== addressOf(contact) && { address: typed.address }),
    ...(typed.language !== contact.language && { language: typed.language }),
    ...(typed.delivery !== contact.delivery && { delivery: typed.delivery }),
  };
}

type Typed = Pick<Contact, 'address' | 'language' | 'delivery'> & { label: string };

function Form({
  current: { value: contact, etag },
  reread,
  onSaved,
  onCancel,
}: { current: Versioned<Contact>; reread: () => void } & Omit<Props, 'contactId'>) {
  const [seen] = useState(contact);
  const [typed, setTyped] = useState<Typed>({
    label: seen.label ?? '',
    address: addressOf(seen),
    language: seen.language,
    delivery: seen.delivery,
  });
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const save = useMutation({
    // Fields that the person did not touch keep the values that are stored now.
    mutationFn: () => changeContact(seen.id, etag, changeOf(seen, typed)),
    onSuccess: (changed) => {
      forgetContacts();
      onSaved(changed, addressOf(changed) !== addressOf(contact) && changed.pendingAddress !== undefined);
    },
    onError: (error) => {
      if (isOvertaken(error)) reread();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (save.isPending) return;
    if (Object.keys(changeOf(seen, typed)).length === 0) onCancel();
    else save.mutate();
  };
  const conflict = save.error instanceof RequestRefused && save.error.status === 409 ? save.error.message : undefined;
  const errors = {
    label: fieldError(save.error, '/label'),
    address: fieldError(save.error, '/address') ?? conflict,
    language: fieldError(save.error, '/language'),
    delivery: fieldError(save.error, '/delivery'),
  };
  // The messages to a system are data: they have no language, and each comes at once.
  const isSystem = seen.channel === 'webhook';
  const isShown = isOvertaken(save.error) || Object.values(errors).some(Boolean);
  return (
    <form onSubmit={submit} noValidate className="change-contact" aria-label={contacts.changeOf}>
      {isOvertaken(save.error) && <Overtaken text={contacts.overtaken} contact={contact} />}
      {save.error && !isShown && <Failure error={save.error} />}
      <Field label={contacts.label} hint={contacts.labelHint} error={errors.label} optional>
        {(attributes) => (
          <input
            {...attributes}
            ref={first}
            type="text"
            dir="auto"
            autoComplete="off"
            value={typed.label}
            onChange={({ target }) => setTyped({ ...typed, label: target.value })}
          />
        )}
      </Field>
      <Field
        label={contacts.address[seen.channel]}
        hint={
          isSystem
            ? systems.addressChangeHint
            : seen.status === 'verified'
              ? contacts.addressHintVerified
              : contacts.addressHint
        }
        error={errors.address}
      >
        {(attributes) => (
          <input
            {...attributes}
            type="text"
            dir="ltr"
            inputMode={isSystem ? 'url' : seen.channel === 'sms' ? 'tel' : 'email'}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            value={typed.address}
            onChange={({ target }) => setTyped({ ...typed, address: target.value })}
          />
        )}
      </Field>
      {!isSystem && (
        <>
          <RadioChoices
            legend={contacts.delivery}
            error={errors.delivery}
            values={DELIVERIES}
            texts={contacts.deliveries}
            hints={contacts.deliveryHints}
            chosen={typed.delivery}
            onChoose={(delivery) => setTyped({ ...typed, delivery })}
          />
          <RadioChoices
            legend={contacts.language}
            error={errors.language}
            values={LANGUAGES}
            texts={words.alerts.languages}
            chosen={typed.language}
            onChoose={(language) => setTyped({ ...typed, language })}
          />
        </>
      )}
      <div className="actions">
        <button type="submit" className="button button-primary" disabled={save.isPending}>
          {save.isPending ? contacts.saving : words.save}
        </button>
        <button type="button" className="button" onClick={onCancel}>
          {words.cancel}
        </button>
      </div>
    </form>
  );
}

/** The contact as somebody else has made it. */
export function Overtaken({ text, contact }: { text: string; contact: Contact }) {
  return (
    <div className="notice notice-warning" role="alert">
      <p>{text}</p>
      <p>
        <Address value={addressOf(contact)} /> · <bdi>{contact.label ?? contacts.noLabel}</bdi> ·{' '}
        {contacts.deliveries[contact.delivery]} · {words.alerts.languages[contact.language]}
      </p>
    </div>
  );
}
