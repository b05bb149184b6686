/** Imports in a world: the functions behind the two queues, and what tests do with a file. */
import { type ApplierDeps, createDeps as createApplierDeps } from '../../functions/import-applier/deps.ts';
import { envSchema as applierEnvSchema } from '../../functions/import-applier/env.ts';
import { createHandler as createApplier } from '../../functions/import-applier/handler.ts';
import { type CheckerDeps, createDeps as createCheckerDeps } from '../../functions/import-checker/deps.ts';
import { envSchema as checkerEnvSchema } from '../../functions/import-checker/env.ts';
import { createHandler as createChecker } from '../../functions/import-checker/handler.ts';
import type { TestResponse } from './api.ts';
import { functionEnvironment } from './environment.ts';
import { silence } from './logger.ts';
import { handleOne, sqsRecord } from './sqs.ts';
import type { World } from './world.ts';

/** Nothing here calls AWS. */
const ENDPOINT = 'http://127.0.0.1';

export interface ImportWorkers {
  readonly checker: CheckerDeps;
  readonly applier: ApplierDeps;
  /** The messages that wait for each of them. */
  readonly checks: string[];
  /** Lets the checker and the applier work until nothing waits. */
  work(): Promise<void>;
}

/** The functions that work on the imports of a world, over its table, files and clock. */
export function importWorkers(world: World): ImportWorkers {
  const checks: string[] = [];
  const { table, files, clock, importJobs } = world;
  const own = { logger: silence, now: clock.now, sendToDeadLetterQueue: world.matcher.sendToDeadLetterQueue };
  const checker: CheckerDeps = {
    ...createCheckerDeps(checkerEnvSchema.parse(functionEnvironment(ENDPOINT, 'import-checker')), { table }),
    ...own,
    files,
    queue: async (messages) => void checks.push(...messages.map(({ body }) => body)),
  };
  const applier: ApplierDeps = {
    ...createApplierDeps(applierEnvSchema.parse(functionEnvironment(ENDPOINT, 'import-applier')), { table }),
    ...own,
    files,
    queue: async (messages) => void importJobs.push(...messages.map(({ body }) => body)),
    queueNotifications: async (notifications) => void world.queued.push(...notifications),
  };
  return {
    checker,
    applier,
    checks,
    async work() {
      for (;;) {
        const [check, job] = [checks.shift(), importJobs.shift()];
        if (check !== undefined) await handleOne(createChecker, checker, sqsRecord(check));
        if (job !== undefined) await handleOne(createApplier, applier, sqsRecord(job));
        if (check === undefined && job === undefined) return;
      }
    },
  };
}

/** What S3 tells of a file that arrived. */
export function arrivalOf(key: string): string {
  return JSON.stringify({
    Records: [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'files' }, object: { key } } }],
  });
}

/** One establishment with its imports. */
export function importsOf(world: World, workers: ImportWorkers, establishmentId: string) {
  const show = (importId: string) => world.api('GET /v1/imports/{importId}', { establishmentId, params: { importId } });
  const act = (importId: string, action: 'apply' | 'cancel') =>
    world.api(`POST /v1/imports/{importId}/${action}`, { establishmentId, params: { importId } });
  const start = (more: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
    world.api('POST /v1/imports', {
      establishmentId,
      headers,
      body: { fileName: 'people.csv', mode: 'add-and-change', ...more },
    });
  const upload = (importId: string, content: Buffer | string) => {
    const key = `imports/${establishmentId}/${importId}/upload`;
    world.files.contents.set(key, Buffer.from(content));
    workers.checks.push(arrivalOf(key));
  };
  return {
    show,
    act,
    start,
    upload,
    /** Puts a file in and has it checked. */
    async check(content: Buffer | string, more: Record<string, unknown> = {}, headers = {}): Promise<TestResponse> {
      const { body } = await start(more, headers);
      upload(body.id, content);
      await workers.work();
      return show(body.id);
    },
    /** Has an import applied. */
    async apply(importId: string): Promise<TestResponse> {
      await act(importId, 'apply');
      await workers.work();
      return show(importId);
    },
    /** The refused rows as a file. */
    async refusedFile(importId: string): Promise<string> {
      const { body } = await show(importId);
      const key = new URL(String(body.refusedFileUrl)).pathname.slice(1);
      return String(world.files.contents.get(key));
    },
  };
}
