/** Node's own SHA-1 is always there. */
export const Sha1Js = undefined;
