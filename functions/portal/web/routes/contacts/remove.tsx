import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { RequestRefused } from '../../api.ts';
import { Failure } from '../../components/states.tsx';
import { Address } from '../../components/values.tsx';
import { words } from '../../words/words.ts';
import { Overtaken } from './change.tsx';
import { type Contact, contactQuery, deleteContact, forgetContacts, isOvertaken } from './data.ts';
import { Uses } from './uses.tsx';

const { contacts } = words;

/** Asks before a contact goes, and says whose alerts keep it where it cannot. */
export function RemoveContact({
  contact,
  onRemoved,
  onClose,
}: {
  contact: Contact;
  onRemoved: () => void;
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const { data: current, error: unread, refetch } = useQuery(contactQuery(contact.id));
  const remove = useMutation({
    mutationFn: () => deleteContact(contact.id, current?.etag ?? ''),
    onSuccess: () => {
      forgetContacts();
      dialog.current?.close();
      onRemoved();
    },
    onError: (error) => {
      if (isOvertaken(error)) void refetch();
    },
  });
  const isInUse = remove.error instanceof RequestRefused && remove.error.slug === 'contact-in-use';
  const title = `remove-${contact.id}`;
  return (
    <dialog ref={dialog} aria-labelledby={title} onClose={onClose}>
      <h2 id={title}>{contacts.removeTitle}</h2>
      <p>
        <strong>
          <Address value={contact.address} />
        </strong>{' '}
        {contact.label && <bdi>{contact.label}</bdi>}
      </p>
      {isInUse ? (
        <div role="alert">
          <p>{contacts.inUse}</p>
          <Uses contactId={contact.id} />
        </div>
      ) : (
        <p>{contacts.removeText}</p>
      )}
      {isOvertaken(remove.error) && current && <Overtaken text={contacts.overtakenRemoval} contact={current.value} />}
      {remove.error && !isInUse && !isOvertaken(remove.error) && <Failure error={remove.error} />}
      {unread && <Failure error={unread} retry={() => void refetch()} />}
      <div className="actions">
        {!isInUse && (
          <button
            type="button"
            className="button button-danger"
            disabled={!current || remove.isPending}
            onClick={() => remove.mutate()}
          >
            {remove.isPending ? contacts.removing : contacts.remove}
          </button>
        )}
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          {isInUse ? words.close : words.cancel}
        </button>
      </div>
    </dialog>
  );
}
