import type * as z from 'zod/mini';

/** Reads a text as JSON of a schema; undefined where it is no JSON, or of another form. */
export function readJson<S extends z.ZodMiniType>(schema: S, text: string): z.output<S> | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
