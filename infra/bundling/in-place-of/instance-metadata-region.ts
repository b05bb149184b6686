/** Lambda gives the region in its environment, and has no metadata of an instance. */
export const getInstanceMetadataRegion = async () => undefined;
