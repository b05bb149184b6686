import type { TestProject } from 'vitest/node';
import { type Addresses, LocalProcess } from './local-system.ts';

declare module 'vitest' {
  interface ProvidedContext {
    addresses: Addresses;
  }
}

/** Boots one local system for the end-to-end files that share one; each brings establishments and travellers of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const system = await LocalProcess.boot({ demo: true });
  project.provide('addresses', system.addresses);
  return () => system.stop();
}
