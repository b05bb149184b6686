import { type ReactNode, useEffect, useId, useRef } from 'react';
import { words } from '../words/words.ts';
import { Failure } from './states.tsx';

/** Asks before something is done that cannot be undone. */
export function Question({
  title,
  children,
  confirm,
  isPending,
  error,
  isDangerous = false,
  onConfirm,
  onClose,
}: {
  title: string;
  children: ReactNode;
  confirm: string;
  isPending: boolean;
  error: unknown;
  isDangerous?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
      {error ? <Failure error={error} /> : null}
      <div className="actions">
        <button
          type="button"
          className={isDangerous ? 'button button-danger' : 'button button-primary'}
          disabled={isPending}
          onClick={onConfirm}
        >
          {confirm}
        </button>
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          {words.cancel}
        </button>
      </div>
    </dialog>
  );
}
