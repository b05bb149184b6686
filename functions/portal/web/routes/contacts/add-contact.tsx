import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { api, bodyOf, RequestRefused, type Schemas } from '../../api.ts';
import { Field, fieldError, RadioChoices } from '../../components/form.tsx';
import { Done, Failure } from '../../components/states.tsx';
import { Address } from '../../components/values.tsx';
import { language as pageLanguage, words } from '../../words/words.ts';
import { forgetContacts } from './data.ts';

const { addContact } = words;

type Contact = Schemas['Contact'];
const CHANNELS = ['sms', 'email'] as const;
type NewContact = Pick<Contact, 'address' | 'language'> & { channel: (typeof CHANNELS)[number] };

const LANGUAGES = ['ar', 'en'] as const;

/** A new contact, or another address of one that was added a moment ago. */
async function addOrCorrect(known: Contact | undefined, { channel, ...change }: NewContact): Promise<Contact> {
  if (known?.channel !== channel) return bodyOf(await api.POST('/v1/contacts', { body: { channel, ...change } }));
  const path = { contactId: known.id };
  return bodyOf(await api.PATCH('/v1/contacts/{contactId}', { params: { path }, body: change }));
}

/** Adds a contact and verifies it by the code that it is sent. */
export function AddContact({
  onVerified,
  onCancel,
}: {
  onVerified: (contact: Contact) => void;
  onCancel?: () => void;
}) {
  const [typed, setTyped] = useState<NewContact>({ channel: 'sms', address: '', language: pageLanguage });
  const [added, setAdded] = useState<Contact>();
  const [isTyping, setIsTyping] = useState(true);
  const add = useMutation({
    mutationFn: ({ known, contact }: { known: Contact | undefined; contact: NewContact }) =>
      addOrCorrect(known, contact),
    onSuccess: (contact) => {
      setAdded(contact);
      setIsTyping(false);
      forgetContacts();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!add.isPending) add.mutate({ known: added, contact: typed });
  };
  if (added && !isTyping)
    return <VerifyContact contact={added} isCodeSent onVerified={onVerified} onCorrect={() => setIsTyping(true)} />;
  const addressError = fieldError(add.error, '/address') ?? refusedAs(add.error, 409);
  const { channel } = typed;
  return (
    <form onSubmit={submit} noValidate className="add-contact">
      {add.error && !addressError && <Failure error={add.error} />}
      <RadioChoices
        legend={addContact.channel}
        values={CHANNELS}
        texts={words.alerts.channels}
        chosen={channel}
        onChoose={(one) => setTyped({ ...typed, channel: one, address: '' })}
      />
      <Field label={addContact.address[channel]} hint={addContact.addressHint[channel]} error={addressError}>
        {(attributes) => (
          <input
            {...attributes}
            key={channel}
            type="text"
            dir="ltr"
            inputMode={channel === 'sms' ? 'tel' : 'email'}
            autoComplete={channel === 'sms' ? 'tel' : 'email'}
            autoCapitalize="none"
            spellCheck={false}
            value={typed.address}
            onChange={({ target }) => setTyped({ ...typed, address: target.value })}
          />
        )}
      </Field>
      <RadioChoices
        legend={addContact.language}
        values={LANGUAGES}
        texts={words.alerts.languages}
        chosen={typed.language}
        onChoose={(language) => setTyped({ ...typed, language })}
      />
      <div className="actions">
        <button type="submit" className="button button-primary" disabled={add.isPending}>
          {add.isPending ? addContact.adding : addContact.add}
        </button>
        {onCancel && (
          <button type="button" className="button" onClick={onCancel}>
            {words.cancel}
          </button>
        )}
      </div>
    </form>
  );
}

/** Verifies a contact, or its new address, by the code that it was sent; sends another one. */
export function VerifyContact({
  contact,
  onVerified,
  isCodeSent = false,
  onCorrect,
}: {
  contact: Contact;
  onVerified: (contact: Contact) => void;
  /** The code has just been sent, so that its field has the focus. */
  isCodeSent?: boolean;
  /** Leads back to the address, which may have been mistyped. */
  onCorrect?: () => void;
}) {
  const [code, setCode] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const address = useId();
  const params = { path: { contactId: contact.id } };
  const verify = useMutation({
    mutationFn: async () => bodyOf(await api.POST('/v1/contacts/{contactId}/verification', { params, body: { code } })),
    onSuccess: (verified) => {
      forgetContacts();
      onVerified(verified);
    },
    onError: () => field.current?.select(),
  });
  const resend = useMutation({
    mutationFn: async () => bodyOf(await api.POST('/v1/contacts/{contactId}/verification-code', { params })),
    onSuccess: () => {
      setCode('');
      verify.reset();
      field.current?.focus();
    },
  });
  useEffect(() => {
    if (isCodeSent) field.current?.focus();
  }, [isCodeSent]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!verify.isPending) verify.mutate();
  };
  const codeError = fieldError(verify.error, '/code') ?? refusedAs(verify.error, 422) ?? refusedAs(verify.error, 410);
  const mustWait = useIsBefore(resend.error instanceof RequestRefused ? resend.error.retryAt : undefined);
  return (
    <form onSubmit={submit} noValidate className="verify-contact" aria-describedby={address}>
      <p id={address}>
        {(isCodeSent || resend.isSuccess) && contact.channel !== 'webhook'
          ? addContact.codeSent[contact.channel]
          : addContact.codeAwaited}{' '}
        <Address value={contact.pendingAddress ?? contact.address} />
      </p>
      {resend.isSuccess && <Done>{addContact.resent}</Done>}
      {resend.error && <Failure error={resend.error} />}
      {verify.error && !codeError && <Failure error={verify.error} />}
      <Field label={addContact.code} hint={addContact.codeHint} error={codeError}>
        {(attributes) => (
          <input
            {...attributes}
            ref={field}
            type="text"
            dir="ltr"
            className="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            value={code}
            onChange={({ target }) => setCode(target.value)}
          />
        )}
      </Field>
      <div className="actions">
        <button type="submit" className="button button-primary" disabled={verify.isPending}>
          {verify.isPending ? addContact.verifying : addContact.verify}
        </button>
        <button
          type="button"
          className="button"
          disabled={resend.isPending || mustWait}
          onClick={() => resend.mutate()}
        >
          {resend.isPending ? addContact.resending : addContact.resend}
        </button>
        {onCorrect && (
          <button type="button" className="button" onClick={onCorrect}>
            {addContact.correct}
          </button>
        )}
      </div>
    </form>
  );
}

/** The sentence of a refusal that belongs to a field and names none. */
function refusedAs(error: unknown, status: number): string | undefined {
  return error instanceof RequestRefused && error.status === status && error.message ? error.message : undefined;
}

/** Whether a moment is still to come. */
export function useIsBefore(moment: Date | undefined): boolean {
  const [, setPassed] = useState<Date>();
  useEffect(() => {
    if (!moment) return;
    const timer = setTimeout(() => setPassed(moment), Math.max(0, moment.getTime() - Date.now()) + 100);
    return () => clearTimeout(timer);
  }, [moment]);
  return moment !== undefined && moment.getTime() > Date.now();
}
