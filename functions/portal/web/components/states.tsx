import { useEffect, useRef, useState } from 'react';
import { RequestRefused } from '../api.ts';
import { plural, words } from '../words/words.ts';
import { Ltr } from './values.tsx';

/** What is there while an answer is awaited. */
export function Loading() {
  return (
    <p className="state" role="status">
      {words.loading}
    </p>
  );
}

/** How many entries of a list are shown, for readers of screens: others see it. */
export function Shown({ count }: { count: number }) {
  return (
    <p className="for-readers" role="status">
      {plural(words.shown, count)}
    </p>
  );
}

/** Says that something went well, also to readers of screens. It takes the focus where what had it is gone. */
export function Done({ takesFocus = false, children }: { takesFocus?: boolean; children: React.ReactNode }) {
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (takesFocus) notice.current?.focus();
  }, [takesFocus]);
  return (
    <div ref={notice} className="notice notice-success" role="status" tabIndex={-1}>
      {children}
    </div>
  );
}

/** Why something could not be shown or done, in the words of the service, and what to do. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const refused = error instanceof RequestRefused ? error : undefined;
  // One notice for the whole page says that the session has ended, and where to sign in.
  if (refused?.status === 401) return null;
  const text = refused?.message || (navigator.onLine ? words.unexpected : words.offline);
  return (
    <div className="notice notice-error" role="alert">
      <p>{text}</p>
      {refused?.retryAt && <Wait until={refused.retryAt} />}
      {refused?.requestId && (
        <p className="secondary">
          {words.requestId} <Ltr>{refused.requestId}</Ltr>
        </p>
      )}
      {retry && (
        <button type="button" className="button" onClick={retry}>
          {words.retry}
        </button>
      )}
    </div>
  );
}

/** How long to wait, second by second. */
function Wait({ until }: { until: Date }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  // A timer: a reader of screens that read every second aloud would say nothing else.
  return (
    <p role="timer" aria-live="off">
      {plural(words.tryAgainIn, Math.max(0, Math.ceil((until.getTime() - now) / 1000)))}
    </p>
  );
}
