import { QueryClient } from '@tanstack/react-query';
import createClient from 'openapi-fetch';
import type { components, paths } from '../../../shared/client/api-types.ts';
import { language } from './words/words.ts';

export type Schemas = components['schemas'];

/** No form of another site can send it. */
export const PAGE_HEADER = { 'x-portal': '1' };

/** The API of the service. The portal's backend puts in the token of the session. */
export const api = createClient<paths>({
  baseUrl: '/portal/api',
  headers: { ...PAGE_HEADER, 'accept-language': language },
});

type FieldError = Schemas['FieldError'];

/** A request was refused. Its message is the sentence of the service in the language of the page; it may be empty. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly status: number;
  /** The last part of the problem's address: `wrong-code`, `contact-exists`. */
  readonly slug: string | undefined;
  /** What is wrong with fields of the request. */
  readonly errors: readonly FieldError[];
  /** Names the request in the logs of the service. */
  readonly requestId: string | undefined;
  /** When it may be tried once more, where the service said so. */
  readonly retryAt: Date | undefined;

  constructor(response: Response, { type, detail, instance, errors }: Partial<Schemas['Problem']> = {}) {
    super(detail ?? '');
    this.status = response.status;
    this.slug = type?.split('/').at(-1);
    this.errors = errors ?? [];
    this.requestId = instance?.replace('urn:uuid:', '');
    const seconds = Number(response.headers.get('retry-after') || Number.NaN);
    this.retryAt = Number.isFinite(seconds) ? new Date(Date.now() + seconds * 1000) : undefined;
  }
}

interface Answered<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** The body of an answer. @throws RequestRefused for any answer but a success */
export function bodyOf<T>({ data, error, response }: Answered<T>): T {
  noteSession(response);
  if (response.ok) return data as T;
  throw new RequestRefused(response, typeof error === 'object' && error !== null ? error : undefined);
}

/** What was read, with the entity tag that says which version it is (RFC 9110, section 8.8.3). */
export interface Versioned<T> {
  readonly value: T;
  readonly etag: string;
}

/** The same with its version, for a change of it. @throws RequestRefused for any answer but a success */
export function versionedBodyOf<T>(answered: Answered<T>): Versioned<T> {
  return { value: bodyOf(answered), etag: answered.response.headers.get('etag') ?? '' };
}

type Listener = (endsAt: Date | undefined) => void;
const listeners = new Set<Listener>();

/** Tells each time it becomes known when the session ends; undefined once it has ended. */
export function onSession(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Every answer of the backend says when the session ends unless it is used. */
export function noteSession(response: Response): void {
  const endsAt = response.headers.get('x-session-ends');
  if (response.status === 401) for (const tell of listeners) tell(undefined);
  else if (endsAt) for (const tell of listeners) tell(new Date(endsAt));
}

// What is not counted yet says when it will be.
const isWorthAnotherTry = (error: unknown) =>
  !(error instanceof RequestRefused) ||
  (error.slug !== 'not-counted-yet' && (error.status === 429 || error.status >= 500));

export const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 15_000, retry: (count, error) => count < 2 && isWorthAnotherTry(error) },
    // A change that is made without a network fails at once: kept back, it would be made when nobody expects it.
    mutations: { networkMode: 'always' },
  },
});
