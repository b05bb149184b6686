/** Says which part of a package a bundle does not hold. */
export function leftOut(what: string): never {
  throw new Error(`${what} is left out of the bundles: see infra/bundling/left-out.ts`);
}
