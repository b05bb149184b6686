import * as z from 'zod/mini';

export type ApiStatus = 200 | 201 | 202 | 204 | 304;

/** What a route may answer when all is well: by status the schema of the body, or null where there is none. */
export type Responses = Readonly<Partial<Record<ApiStatus, z.ZodMiniType | null>>>;

/** An answer that keeps to what its route declares. */
export type ResponseOf<A extends Responses> = {
  [Status in keyof A & ApiStatus]: {
    readonly status: Status;
    readonly body?: A[Status] extends z.ZodMiniType ? z.input<A[Status]> : undefined;
    /** Instead of a body in JSON: a text, whose media type stands in the headers. */
    readonly text?: string;
    readonly headers?: Readonly<Record<string, string>>;
  };
}[keyof A & ApiStatus];

/** The body of a list of such items. */
export function listOf<T extends z.ZodMiniType>(item: T) {
  return z.strictObject({ items: z.array(item), nextCursor: z.optional(z.string()) });
}
