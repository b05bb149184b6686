/** The uploads of this window: they go on while somebody looks at other pages of the portal. */
import { useSyncExternalStore } from 'react';
import { queries, type Schemas } from '../../api.ts';

type Upload = Schemas['ImportUpload'];

/** How far an upload is. */
export interface Transfer {
  readonly state: 'under-way' | 'arrived' | 'failed';
  /** From 0 to 1. */
  readonly part: number;
  readonly content: Blob;
  /** About how many rows the file has. */
  readonly rows: number;
}

const transfers = new Map<string, Transfer>();
const listeners = new Set<() => void>();

function set(importId: string, transfer: Transfer): void {
  transfers.set(importId, transfer);
  const isBusy = [...transfers.values()].some(({ state }) => state === 'under-way');
  window[isBusy ? 'addEventListener' : 'removeEventListener']('beforeunload', warn);
  for (const tell of listeners) tell();
}

/** A window that is closed takes its upload with it. */
function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** The upload for an import, where this window makes it. */
export function useTransfer(importId: string): Transfer | undefined {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => void listeners.delete(tell);
    },
    () => transfers.get(importId),
  );
}

/** Puts a file where an import waits for it. */
export function upload(
  importId: string,
  { method, url, headers }: Upload,
  { content, rows }: Pick<Transfer, 'content' | 'rows'>,
): void {
  // `fetch` does not tell how much has been sent.
  const request = new XMLHttpRequest();
  const note = (state: Transfer['state'], part: number) => set(importId, { state, part, content, rows });
  request.upload.addEventListener('progress', ({ loaded, total }) => note('under-way', total > 0 ? loaded / total : 0));
  request.addEventListener('load', () => {
    note(request.status < 300 ? 'arrived' : 'failed', 1);
    void queries.invalidateQueries({ queryKey: ['imports'] });
  });
  request.addEventListener('error', () => note('failed', 0));
  request.addEventListener('abort', () => note('failed', 0));
  request.open(method, url);
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  note('under-way', 0);
  request.send(content);
}
