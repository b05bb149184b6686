/** Node's own SHA-256 is always there. */
export const Sha256Js = undefined;
