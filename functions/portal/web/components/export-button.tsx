import { queryOptions, useIsMutating, useMutation, useQuery } from '@tanstack/react-query';
import { api, bodyOf, queries, RequestRefused, type Schemas } from '../api.ts';
import { sessionQuery } from '../session.ts';
import { words } from '../words/words.ts';
import { Icon } from './icons.tsx';
import { Progress } from './progress.tsx';
import { Failure } from './states.tsx';

const { exports } = words;

type What = Schemas['NewExport']['what'];

const MAKING_POLL_MS = 1500;
/** A link holds for 15 minutes; a page that stays open gets a new one before that. */
const LINK_RENEWAL_MS = 10 * 60 * 1000;

/** Where the browser keeps which exports were started, so that somebody who leaves finds them when coming back. */
const storageKey = (list: string) => `portal.export.${list}`;

function texts(filters: object): Record<string, string> {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

const exportQuery = (exportId: string | undefined) =>
  queryOptions({
    queryKey: ['exports', exportId],
    enabled: exportId !== undefined,
    queryFn: async ({ signal }) =>
      bodyOf(await api.GET('/v1/exports/{exportId}', { params: { path: { exportId: exportId ?? '' } }, signal })),
    refetchInterval: ({ state }) =>
      state.data?.status === 'making' ? MAKING_POLL_MS : state.data?.status === 'ready' ? LINK_RENEWAL_MS : false,
  });

/**
 * A list as a file: made in the background, then offered by a link. Somebody may go on working, leave, and come back to it.
 * @param filters of the list, as they stand in the address of its screen
 */
export function ExportButton({ what, filters = {} }: { what: What; filters?: object }) {
  const establishment = useQuery(sessionQuery).data?.establishmentId ?? '';
  const asked = texts(filters);
  const list = `${establishment}.${what}.${new URLSearchParams(asked)}`;
  return <ListExport key={list} list={list} what={what} filters={asked} />;
}

/** Which export of a list was started last, in this window; null where none was. */
const startedQuery = (list: string) =>
  queryOptions({
    queryKey: ['exports', 'started', list],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => sessionStorage.getItem(storageKey(list)),
    initialData: () => sessionStorage.getItem(storageKey(list)),
  });

function noteStarted(list: string, id: string | null): void {
  if (id === null) sessionStorage.removeItem(storageKey(list));
  else sessionStorage.setItem(storageKey(list), id);
  queries.setQueryData(startedQuery(list).queryKey, id);
}

function ListExport({ list, what, filters }: { list: string; what: What; filters: Record<string, string> }) {
  const id = useQuery(startedQuery(list)).data ?? undefined;
  const start = useMutation({
    mutationKey: ['exports', list],
    mutationFn: async () => bodyOf(await api.POST('/v1/exports', { body: { what, filters } })),
    onMutate: () => noteStarted(list, null),
    onSuccess: (made) => {
      queries.setQueryData(exportQuery(made.id).queryKey, made);
      noteStarted(list, made.id);
    },
  });
  // Somebody may have left while it was started, and come back before the answer.
  const isStarting = useIsMutating({ mutationKey: ['exports', list] }) > 0;
  const { data, error } = useQuery(exportQuery(id));
  // Files are kept for a day: an export that is gone is one that was never asked for.
  const isGone = error instanceof RequestRefused && error.status === 404;
  const state = id === undefined || isGone ? undefined : data?.status;
  const isBusy = isStarting || state === 'making';
  return (
    <div className="export">
      {state === 'ready' && data?.url ? (
        <p className="export-ready" role="status">
          <a className="button button-primary" href={data.url} download>
            <Icon name="download" />
            {exports.download}
          </a>
          <span className="secondary">{exports.kept}</span>
        </p>
      ) : (
        <button type="button" className="button" disabled={isBusy} onClick={() => start.mutate()}>
          <Icon name="download" />
          {isBusy ? exports.making[what] : exports.start[what]}
        </button>
      )}
      {state === 'making' && <Progress label={exports.progress}>{exports.mayLeave}</Progress>}
      {state === 'ready' && (
        <button type="button" className="button button-quiet" onClick={() => start.mutate()}>
          {exports.again}
        </button>
      )}
      {state === 'failed' && (
        <p className="notice notice-error" role="alert">
          {exports.failed}
        </p>
      )}
      {start.error && <Failure error={start.error} />}
      {error && !isGone && <Failure error={error} />}
    </div>
  );
}
