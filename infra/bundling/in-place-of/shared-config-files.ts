/** The environment of a function has no `~/.aws`: every client would look for its files at its first call. */
export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });

export const CONFIG_PREFIX_SEPARATOR = '.';
