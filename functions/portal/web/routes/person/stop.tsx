import { useMutation } from '@tanstack/react-query';
import { useEffect, useId, useRef } from 'react';
import type { Versioned } from '../../api.ts';
import { Failure } from '../../components/states.tsx';
import { words } from '../../words/words.ts';
import { deleteSubscription, refreshPerson, type Subscription, saveSubscription } from '../follow/data.ts';

const { person: texts } = words;

/** How somebody stops following: `delete` ends a subscription, `exclude` leaves a person out whom the default would follow. */
export type StopWay = 'delete' | 'exclude';

/** Asks before a person is no longer followed, or no longer in a way of their own. */
export function StopDialog({
  identityNumber,
  base,
  way,
  title,
  text,
  action,
  onClose,
  onDone,
}: {
  identityNumber: string;
  base: Versioned<Subscription> | null;
  way: StopWay;
  title: string;
  text: string;
  action: string;
  onClose: () => void;
  onDone: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const stop = useMutation({
    mutationFn: async () => {
      if (way === 'delete' && base) return deleteSubscription(identityNumber, base);
      const { reference, label } = base?.value ?? {};
      const names = { ...(reference && { reference }), ...(label && { label }) };
      await saveSubscription(identityNumber, base, { excluded: true, ...names });
    },
    onSuccess: async () => {
      await refreshPerson(identityNumber).catch(() => undefined);
      onDone();
    },
    // A second try acts on what is stored by then, which the page has shown.
    onError: () => void refreshPerson(identityNumber).catch(() => undefined),
  });
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      <p>{text}</p>
      {stop.error && <Failure error={stop.error} />}
      <div className="actions">
        <button type="button" className="button button-danger" disabled={stop.isPending} onClick={() => stop.mutate()}>
          {stop.isPending ? texts.stopping : action}
        </button>
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          {words.cancel}
        </button>
      </div>
    </dialog>
  );
}
