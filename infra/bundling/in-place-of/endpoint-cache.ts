interface Endpoint {
  readonly Address: string;
  readonly CachePeriodInMinutes: number;
}

/** A table is asked at the endpoint of its region: none is discovered, and a map remembers as well as a cache of 8 kB. */
export class EndpointCache {
  private readonly known = new Map<string, { Address: string; Expires: number }[]>();

  getEndpoint(key: string): string | undefined {
    return this.get(key)?.[0]?.Address;
  }

  get(key: string): { Address: string; Expires: number }[] | undefined {
    const valid = this.known.get(key)?.filter(({ Expires }) => Date.now() < Expires) ?? [];
    return valid.length > 0 ? valid : undefined;
  }

  set(key: string, endpoints: readonly Endpoint[]): void {
    const entries = endpoints.map(({ Address, CachePeriodInMinutes }) => ({
      Address,
      Expires: Date.now() + CachePeriodInMinutes * 60_000,
    }));
    this.known.set(key, entries);
  }

  delete(key: string): void {
    this.known.delete(key);
  }

  has(key: string): boolean {
    return this.known.has(key);
  }

  clear(): void {
    this.known.clear();
  }
}
