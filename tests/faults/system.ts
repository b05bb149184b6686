/** A local system for faults: the template with shorter waits, and the proxy in front of every function. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootLocalSystem } from '../../infra/local/boot.ts';
import { type Assembly, assemblyOf } from '../../infra/local/synthesis.ts';
import { type Addresses, freePort } from '../support/local-system.ts';
import { LOCAL_TIME_FACTOR } from '../support/time-limits.ts';
import { type FaultProxy, startFaultProxy } from './proxy.ts';

/**
 * Seconds that a function may run, and that what it failed at stays invisible: a fault costs so much. In production
 * these are 20 and 120. Longer than a provider is waited for, and the first not longer than the second, as SQS demands.
 */
const TIMEOUT_SECONDS = 12;
const VISIBILITY_SECONDS = 13;

/** A system whose functions reach AWS through a proxy. */
export interface FaultySystem {
  readonly addresses: Addresses;
  readonly proxy: FaultProxy;
  /** Stops everything and removes its data. */
  stop(): Promise<void>;
}

/** Boots the template of this project in this process, on free ports and with a data directory of its own. */
export async function bootFaultySystem(
  seed: string,
  log: (line: string) => void = () => undefined,
): Promise<FaultySystem> {
  const [port, awsPort, oidcPort] = (await Promise.all([freePort(), freePort(), freePort()])) as [
    number,
    number,
    number,
  ];
  const dataDir = mkdtempSync(join(tmpdir(), 'passport-notifications-faults-'));
  const proxy = await startFaultProxy({ awsEndpoint: `http://127.0.0.1:${awsPort}`, seed });
  const system = await bootLocalSystem({
    ...{ port, awsPort, oidcPort, dataDir, log, schedules: false, timeFactor: LOCAL_TIME_FACTOR },
    synthesize: async (options) => withShortWaits(await assemblyOf(options)),
    workerEndpoint: proxy.workerEndpoint,
  });
  return {
    addresses: { ...system.urls, dataDir },
    proxy,
    stop: async () => {
      await system.stop();
      await proxy.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Shortens, in the synthesized template, what a message waits for after its reader failed. */
function withShortWaits(assembly: Assembly): Assembly {
  const template = JSON.parse(readFileSync(assembly.templatePath, 'utf8')) as {
    Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
  };
  const shorten = (properties: Record<string, unknown>, name: string, seconds: number) => {
    if (Number(properties[name]) > seconds) properties[name] = seconds;
  };
  for (const { Type, Properties = {} } of Object.values(template.Resources)) {
    if (Type === 'AWS::Lambda::Function') shorten(Properties, 'Timeout', TIMEOUT_SECONDS);
    if (Type === 'AWS::SQS::Queue') shorten(Properties, 'VisibilityTimeout', VISIBILITY_SECONDS);
  }
  writeFileSync(assembly.templatePath, JSON.stringify(template));
  return assembly;
}
