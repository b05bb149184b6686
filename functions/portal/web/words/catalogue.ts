import type { components } from '../../../../shared/client/api-types.ts';

export type Schemas = components['schemas'];

/** A text for each value of an enumeration of the API: the compiler finds a missing one. */
export type TextOf<Value extends string> = Readonly<Record<Value, string>>;

/** A text for each form of a number; Arabic has all six, English two (Unicode CLDR, plural rules). `#` stands for the number. */
export interface Plural {
  readonly zero?: string;
  readonly one: string;
  readonly two?: string;
  readonly few?: string;
  readonly many?: string;
  readonly other: string;
}

/** The texts of another language: the same keys, an English plural for each Arabic one. The compiler finds what is missing. */
export type Same<T> = T extends string
  ? string
  : T extends Required<Plural>
    ? Plural
    : T extends readonly (infer One)[]
      ? readonly Same<One>[]
      : { readonly [Key in keyof T]: Same<T[Key]> };
