/** What the API logs of refusals, in words that alarms count. */
export const REQUEST_REFUSED = 'request refused';
export const REQUESTS_SLOWED = 'requests slowed down';
/** A token that names no establishment, so that nobody can be slowed down for it. */
export const NO_ESTABLISHMENT = 'no-establishment';
