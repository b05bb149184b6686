/** Tests write ids as plain texts. The two casts to the domain's branded ids stand here. */
import type * as z from 'zod';

/** A text as the id that is expected where it stands. */
export const asId = <Id extends string>(text: string): Id => text as Id;

/** A value of the domain in which every id may be a plain text. */
export type Plain<T> = T extends z.core.$brand ? string : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;

/** A value of the domain from one that was written down with plain texts. */
export const withIds = <T>(plain: Plain<T>): T => plain as T;
