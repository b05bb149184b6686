import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { api, bodyOf, RequestRefused, type Schemas } from '../../api.ts';
import { Copied } from '../../components/copied.tsx';
import { Field, fieldError } from '../../components/form.tsx';
import { Done, Failure } from '../../components/states.tsx';
import { words } from '../../words/words.ts';
import { forgetContacts } from './data.ts';
import { systems } from './words.ts';

const { contacts } = words;

/** Connects a system of the establishment, and shows the secret of its messages this once. */
export function AddSystem({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState({ address: '', label: '' });
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const add = useMutation({
    mutationFn: async () => {
      const label = typed.label.trim();
      const body = { channel: 'webhook', address: typed.address.trim(), ...(label && { label }) } as const;
      return bodyOf(await api.POST('/v1/contacts', { body }));
    },
    onSuccess: forgetContacts,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!add.isPending) add.mutate();
  };
  if (add.data) {
    return (
      <>
        <Secret done={systems.added} contact={add.data} />
        <div className="actions">
          <button type="button" className="button button-primary" onClick={onClose}>
            {systems.kept}
          </button>
        </div>
      </>
    );
  }
  const exists = add.error instanceof RequestRefused && add.error.status === 409 ? add.error.message : undefined;
  const errors = { address: fieldError(add.error, '/address') ?? exists, label: fieldError(add.error, '/label') };
  return (
    <form onSubmit={submit} noValidate className="add-contact">
      {add.error && !errors.address && !errors.label && <Failure error={add.error} />}
      <Field label={contacts.address.webhook} hint={systems.addressHint} error={errors.address}>
        {(attributes) => (
          <input
            {...attributes}
            ref={first}
            type="text"
            dir="ltr"
            inputMode="url"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={typed.address}
            onChange={({ target }) => setTyped({ ...typed, address: target.value })}
          />
        )}
      </Field>
      <Field label={contacts.label} hint={systems.labelHint} error={errors.label} optional>
        {(attributes) => (
          <input
            {...attributes}
            type="text"
            dir="auto"
            autoComplete="off"
            value={typed.label}
            onChange={({ target }) => setTyped({ ...typed, label: target.value })}
          />
        )}
      </Field>
      <div className="actions">
        <button type="submit" className="button button-primary" disabled={add.isPending}>
          {add.isPending ? systems.adding : systems.add}
        </button>
        <button type="button" className="button" onClick={onClose}>
          {words.cancel}
        </button>
      </div>
    </form>
  );
}

/** A new secret. Nobody can show it again. */
export function Secret({ done, contact: { secret } }: { done: string; contact: Schemas['ContactWithSecret'] }) {
  return (
    <>
      <Done takesFocus>{done}</Done>
      {secret !== undefined && <Copied label={systems.secret} value={secret} />}
      <p>{systems.secretText}</p>
    </>
  );
}
