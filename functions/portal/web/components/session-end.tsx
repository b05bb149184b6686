import { useEffect, useRef, useState } from 'react';
import { onSession } from '../api.ts';
import { keepSession, lookAtSession, type Session, signInAddress } from '../session.ts';
import { plural, words } from '../words/words.ts';

/** Somebody is warned so long before the session ends. */
const WARN_MS = 2 * 60 * 1000;
const TICK_MS = 1000;

/**
 * Warns before the session ends because nobody used it, and says when it has ended. The page stays as it is, so that nothing that
 * was typed is lost: one signs in again in another window, and goes on here.
 */
export function SessionEnd({ session }: { session: Session }) {
  const [endsAt, setEndsAt] = useState<Date | undefined>(new Date(session.idleEndsAt));
  const [now, setNow] = useState(Date.now());
  useEffect(() => onSession(setEndsAt), []);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const leftMs = endsAt ? endsAt.getTime() - now : 0;
  const state = leftMs > WARN_MS ? 'open' : leftMs > 0 ? 'ending' : 'ended';

  // Another window may use the session, or begin a new one.
  useEffect(() => {
    if (state === 'open') return;
    const look = () => {
      if (document.visibilityState === 'visible') void lookAtSession(session).then(setEndsAt, () => undefined);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [state, session]);

  if (state === 'open') return null;
  if (state === 'ended') return <Ended />;
  return <Warning seconds={Math.ceil(leftMs / 1000)} stay={() => void keepSession().then(setEndsAt)} />;
}

function Warning({ seconds, stay }: { seconds: number; stay: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby="session-ending" onCancel={stay}>
      <h2 id="session-ending">{words.sessionEnding}</h2>
      <p role="timer">{plural(words.sessionEndingText, seconds)}</p>
      <button type="button" className="button button-primary" onClick={stay}>
        {words.stay}
      </button>
    </dialog>
  );
}

function Ended() {
  return (
    <div className="notice notice-warning session-ended" role="alert">
      <p>{words.sessionEnded}</p>
      <a className="button button-primary" href={signInAddress()} target="_blank" rel="noopener">
        {words.signIn}
      </a>
    </div>
  );
}
