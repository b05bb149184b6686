import { useMutation } from '@tanstack/react-query';
import { useEffect, useId, useRef } from 'react';
import type { Versioned } from '../../api.ts';
import { Failure } from '../../components/states.tsx';
import { words } from '../../words/words.ts';
import { type Everyone, forgetEveryone, readEveryone, stopEveryone } from './data.ts';

const { followEveryone: texts } = words;

/** Asks before nobody is followed by default any more. */
export function StopEveryone({
  stored,
  onClose,
  onStopped,
}: {
  stored: Versioned<Everyone>;
  onClose: () => void;
  onStopped: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const stop = useMutation({
    mutationFn: () => stopEveryone(stored),
    onSuccess: () => {
      forgetEveryone(null);
      onStopped();
    },
    // A second try is about what is stored by then, and was seen.
    onError: async () => forgetEveryone(await readEveryone()),
  });
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{texts.stopTitle}</h2>
      <p>{texts.stopText}</p>
      {stop.error && <Failure error={stop.error} />}
      <div className="actions">
        <button type="button" className="button button-danger" disabled={stop.isPending} onClick={() => stop.mutate()}>
          {stop.isPending ? texts.stopping : texts.stop}
        </button>
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          {words.cancel}
        </button>
      </div>
    </dialog>
  );
}
