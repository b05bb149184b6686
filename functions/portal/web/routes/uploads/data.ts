import { infiniteQueryOptions, queryOptions, useMutation } from '@tanstack/react-query';
import { api, bodyOf, queries, type Schemas } from '../../api.ts';
import type { ChosenFile } from './read-file.ts';
import { upload } from './transfers.ts';

export type Import = Schemas['Import'];
export type Mode = Import['mode'];

/** An establishment has one import at a time: another waits until this one is over. */
export function isOpen({ status }: Pick<Import, 'status'>): boolean {
  return status === 'awaiting-upload' || status === 'checking' || status === 'ready' || status === 'applying';
}

const isWorkedAt = ({ status }: Pick<Import, 'status'>) =>
  status === 'awaiting-upload' || status === 'checking' || status === 'applying';

const POLL_MS = 1200;
/** Links hold for 15 minutes; a page that stays open gets new ones before that. */
const LINK_RENEWAL_MS = 10 * 60 * 1000;
const PAGE = 10;

export const importsQuery = infiniteQueryOptions({
  queryKey: ['imports', 'list'],
  queryFn: async ({ pageParam: cursor, signal }) =>
    bodyOf(await api.GET('/v1/imports', { params: { query: { limit: PAGE, cursor } }, signal })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ nextCursor }) => nextCursor,
});

export const importQuery = (importId: string) =>
  queryOptions({
    queryKey: ['imports', 'one', importId],
    queryFn: async ({ signal }) => {
      const before = queries.getQueryData<Import>(['imports', 'one', importId]);
      const one = bodyOf(await api.GET('/v1/imports/{importId}', { params: { path: { importId } }, signal }));
      if (before && before.status !== one.status) await changed(one);
      return one;
    },
    refetchInterval: ({ state: { data } }) =>
      data && isWorkedAt(data) ? POLL_MS : data?.refusedFileUrl ? LINK_RENEWAL_MS : false,
  });

/** What is shown elsewhere of people is no longer so once rows were applied. */
async function changed({ status }: Import): Promise<void> {
  void queries.invalidateQueries({ queryKey: importsQuery.queryKey });
  if (status !== 'done') return;
  await queries.invalidateQueries({ predicate: ({ queryKey: [first] }) => first !== 'imports' && first !== 'session' });
}

function keep(one: Import): void {
  queries.setQueryData(importQuery(one.id).queryKey, one);
  void queries.invalidateQueries({ queryKey: importsQuery.queryKey });
}

/** Starts an import and the upload of its file. */
export function useStartImport() {
  return useMutation({
    mutationFn: async ({ file, mode }: { file: ChosenFile; mode: Mode }) => {
      const one = bodyOf(
        await api.POST('/v1/imports', { body: { fileName: [...file.name].slice(-255).join(''), mode } }),
      );
      if (one.upload) upload(one.id, one.upload, file);
      return one;
    },
    onSuccess: keep,
    // Somebody else may have started one meanwhile.
    onError: () => queries.invalidateQueries({ queryKey: importsQuery.queryKey }),
  });
}

/** Uploads a file for an import that waits for it, by an address that is new. */
export function useUploadAgain(importId: string) {
  return useMutation({
    mutationFn: async (file: { content: Blob; rows: number }) => {
      const one = bodyOf(await api.GET('/v1/imports/{importId}', { params: { path: { importId } } }));
      if (one.upload) upload(importId, one.upload, file);
      return one;
    },
    onSuccess: keep,
  });
}

/** Applies a checked import, or cancels one. */
export function useImportStep(importId: string, step: 'apply' | 'cancel') {
  return useMutation({
    mutationFn: async () =>
      bodyOf(await api.POST(`/v1/imports/{importId}/${step}`, { params: { path: { importId } } })),
    onSuccess: keep,
    onError: () => queries.invalidateQueries({ queryKey: ['imports'] }),
  });
}
