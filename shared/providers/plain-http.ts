/**
 * Node's client of HTTP without TLS, for receivers and providers on this machine. A module that imports `node:http` has Node load its client of `fetch` with it,
 * which takes 20 ms of each start of a function that only ever speaks HTTPS.
 */
export const plainHttp = () => process.getBuiltinModule('node:http');
