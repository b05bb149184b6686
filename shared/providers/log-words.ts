/** What is logged when a provider failed so often that it is not asked for a while. An alarm counts it. */
export const CIRCUIT_OPEN = 'provider is left alone';
