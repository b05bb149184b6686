import * as z from 'zod';
import { writeFileAtomically } from './support/atomic-file.ts';
import { readDataFile } from './support/data-files.ts';

const addressesSchema = z.object({ api: z.url(), aws: z.url(), oidc: z.url() });
/** Where a local system answers. */
export type Addresses = z.infer<typeof addressesSchema>;

const fileIn = (dataDir: string) => `${dataDir}/addresses.json`;

/** Writes the addresses of a system to its data directory, so that commands find it by the directory alone. */
export function writeAddresses(dataDir: string, addresses: Addresses): void {
  writeFileAtomically(fileIn(dataDir), `${JSON.stringify(addresses, null, 2)}\n`);
}

/** The data directory of the system and the commands. */
export function dataDirectory(): string {
  return process.env.DATA_DIR || '.local';
}

/**
 * The addresses of the system of {@link dataDirectory}: a port variable that is set, else what the system wrote at its start,
 * else the default ports.
 */
export function runningAddresses(): Addresses {
  const written = readDataFile(fileIn(dataDirectory()), addressesSchema, 'it is written at each start');
  const at = (variable: string, known: string | undefined, fallback: number) =>
    process.env[variable] ? `http://127.0.0.1:${process.env[variable]}` : (known ?? `http://127.0.0.1:${fallback}`);
  return {
    api: at('PORT', written?.api, 3000),
    aws: at('AWS_PORT', written?.aws, 4566),
    oidc: at('OIDC_PORT', written?.oidc, 3001),
  };
}
