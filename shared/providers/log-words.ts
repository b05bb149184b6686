/** What is logged when a provider failed so often that it is not asked for a while. An alarm counts it. */
export const CIRCUIT_OPEN = 'circuit open';
/** One provider of several did not take a message; `provider` says which. The dashboard counts it. */
export const NOT_TAKEN = 'provider did not take the message';
