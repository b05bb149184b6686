import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { PassportNotificationsStack } from '../../infra/stack.ts';

/** The memory of each function by its folder, in MB, as the template says. */
export function memoryOfFunctions(): ReadonlyMap<string, number> {
  const outdir = mkdtempSync(join(tmpdir(), 'passport-notifications-memory-'));
  try {
    const context = { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] };
    const app = new App({ outdir, context, builtinCloudFormationValidation: false });
    const { stackName } = new PassportNotificationsStack(app);
    const { Resources } = app.synth().getStackByName(stackName).template as {
      Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
    };
    return new Map(
      Object.values(Resources).flatMap(({ Type, Properties }) => {
        const { Variables } = (Properties?.Environment ?? {}) as { Variables?: Record<string, string> };
        const folder = Variables?.POWERTOOLS_SERVICE_NAME;
        return Type === 'AWS::Lambda::Function' && folder ? [[folder, Number(Properties?.MemorySize)] as const] : [];
      }),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** With so much memory a function has one processor, with less a share of it: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export const MB_OF_A_PROCESSOR = 1769;

/** Dollars for a million gigabyte-seconds on arm64, in us-east-1: https://aws.amazon.com/lambda/pricing/, November 2026. */
export const USD_OF_GIGABYTE_SECONDS = 13.3334;

/** An invocation, as far as its duration and cost depend on its memory. */
export interface Invocation {
  /** Of all its events. */
  readonly cpuMs: number;
  /** Calls that follow each other. */
  readonly roundTrips: number;
  readonly events: number;
}

/** How long an invocation takes with so much memory, and what that costs for a million events. */
export function withMemory({ cpuMs, roundTrips, events }: Invocation, memoryMb: number, roundTripMs: number) {
  const ms = cpuMs / Math.min(1, memoryMb / MB_OF_A_PROCESSOR) + roundTrips * roundTripMs;
  return { ms, usd: ((memoryMb / 1024) * (ms / 1000) * USD_OF_GIGABYTE_SECONDS) / events };
}
