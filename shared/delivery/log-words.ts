/** How a sender logs that a provider failed so often that it is not asked for a while; an alarm counts these lines. */
export const PROVIDER_LEFT_ALONE = 'provider is left alone';
