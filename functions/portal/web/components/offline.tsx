import { useSyncExternalStore } from 'react';
import { words } from '../words/words.ts';
import { Icon } from './icons.tsx';

function subscribe(tell: () => void): () => void {
  window.addEventListener('online', tell);
  window.addEventListener('offline', tell);
  return () => {
    window.removeEventListener('online', tell);
    window.removeEventListener('offline', tell);
  };
}

/** Says that there is no network, for as long as there is none. */
export function Offline() {
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    <div role="status" className="offline-place">
      {!isOnline && (
        <p className="offline">
          <Icon name="offline" />
          {words.offlineNow}
        </p>
      )}
    </div>
  );
}
