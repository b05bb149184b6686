import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import { AWS_CALL } from '../../../../shared/timing.ts';
import { explainError } from '../../support/disk.ts';
import type { Running } from '../../support/service.ts';
import { placeOf, type ResolvedResource } from '../../template/resource.ts';
import { TemplateError } from '../../template/template.ts';
import type { AnswerTableCall, TableCall } from '../dynamodb/calls.ts';
import { accessKeyOf, SECRET_ACCESS_KEY } from '../iam/iam.ts';
import type { Patience } from './patience.ts';
import type { FunctionError, HostMessage, InvokeMessage, WorkerData, WorkerMessage } from './protocol.ts';
import { createTurns } from './turns.ts';

/**
 * How many invocations of one function run at once on one machine, unless the template reserves fewer. A function that
 * reads two queues, one of them with a maximum concurrency of two, still has workers for the other.
 */
const MAX_WORKERS = 4;
/** A worker beyond the first starts when work has waited for so long (longer on a slow machine, which has no processor for it), */
const GROW_AFTER_MS = 1000;
/** and ends after this long without work. */
const IDLE_MS = 60_000;
/**
 * What may run for a minute is work on many items, such as an import, which nobody waits for as for an answer. On AWS it has processors
 * of its own; on one machine it goes behind the others. Where time is stretched, as in tests, every processor is busy with other
 * things, and all are alike.
 */
const PATIENT_FROM_SECONDS = 60;
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MB = 128;
const WORKER = new URL('./worker.ts', import.meta.url);

let program: URL | undefined;

/** The program of a worker as JavaScript: Node would load what removes its types into each of the threads. */
function workerProgram(): URL {
  if (program) return program;
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(WORKER)],
    ...{ bundle: true, platform: 'node', format: 'esm', target: 'node24', write: false },
  });
  // The name is for traces, which would hold the whole program.
  const code = `${outputFiles[0]?.text}//# sourceURL=${WORKER}`;
  program = new URL(`data:text/javascript,${encodeURIComponent(code)}`);
  return program;
}

/** The answer of an invocation: JSON, and whether it is the function's error. */
export interface InvocationResult {
  requestId: string;
  payload: string;
  failed: boolean;
}

/** One Lambda function, run in worker threads that are made as they are needed: as on AWS, the first invocation waits for its start. */
export interface FunctionPool extends Running {
  readonly name: string;
  readonly arn: string;
  readonly maxConcurrency: number;
  /**
   * Runs the function on a JSON payload. When every worker is busy, payloads of one caller wait in their order, and the callers
   * take turns: on AWS the request of another caller gets an environment of its own, so here it must not wait for everything that
   * one caller sent before.
   *
   * @param options.caller takes turns with other callers; all payloads without one belong to one caller
   * @param options.timeFactor how many times its time-out the function may run; 1 when absent
   */
  invoke(payload: string, options?: { caller?: string | undefined; timeFactor?: number }): Promise<InvocationResult>;
}

/** A worker thread of a function, as a proxy between it and AWS sees it. */
export interface FunctionWorker {
  readonly functionName: string;
  /** Unique within the system. */
  readonly id: string;
  /** Resolves when the thread has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends the thread at once, as if its sandbox had died: its invocation fails. */
  kill(): void;
}

interface Job {
  timeoutMs: number;
  message: Omit<InvokeMessage, 'deadlineMs'>;
  resolve: (result: InvocationResult) => void;
}

interface WorkerSlot {
  worker: Worker;
  isReady: boolean;
  job?: Job;
  timer?: NodeJS.Timeout;
}

/** Makes the pool of a function of the template; nothing runs before it is invoked. */
export function createFunctionPool(options: {
  resource: ResolvedResource;
  assemblyDir: string;
  logDir: string;
  region: string;
  awsEndpoint: string;
  /** How many times as often as on AWS a call of its stores is tried, for a slow machine; 1 when absent. */
  timeFactor?: number | undefined;
  /** The AWS endpoint of one worker; `awsEndpoint` when absent. */
  workerEndpoint?: (worker: FunctionWorker) => string;
  /** Answers what workers ask of tables, unless they have an endpoint of their own; by HTTP when absent. */
  answerTableCall?: AnswerTableCall;
  /** Common to all functions of a system; absent: none waits for another. */
  patience?: Patience;
  /** Receives what no invocation reports: a worker that does not start, a log that is not written. */
  onFailure: (line: string) => void;
}): FunctionPool {
  const { resource, region, awsEndpoint, timeFactor = 1 } = options;
  const { name, arn, properties } = resource;
  const timeoutSeconds = Number(properties.Timeout ?? DEFAULT_TIMEOUT_SECONDS);
  const isPatient = timeoutSeconds >= PATIENT_FROM_SECONDS && timeFactor === 1;
  const { answerTableCall, patience } = options;
  const hasTableChannel = answerTableCall !== undefined && options.workerEndpoint === undefined;
  const settings: WorkerData = { ...workerSettings(options), isPatient, hasTableChannel };
  const reserved = properties.ReservedConcurrentExecutions;
  const maxConcurrency = Math.min(MAX_WORKERS, reserved === undefined ? MAX_WORKERS : Number(reserved));
  const env = environmentOf({
    settings,
    handler: String(properties.Handler),
    properties,
    region,
    awsEndpoint,
    timeFactor,
  });
  const logFile = `${options.logDir}/${name}.log`;

  const slots = new Set<WorkerSlot>();
  const waiting = createTurns<Job>();
  let stopped = false;
  let started = 0;
  let growth: NodeJS.Timeout | undefined;

  let isLogLost = false;
  /** Appends to the log of the function. A log that cannot be written is reported once; the function runs on without it. */
  const log = (text: string | Buffer): void => {
    try {
      appendFileSync(logFile, text);
      isLogLost = false;
    } catch (error) {
      if (!isLogLost) options.onFailure(`${logFile} is not written: ${explainError(error)}`);
      isLogLost = true;
    }
  };

  /** Asks a table, patiently where the function is. */
  const ask = async (call: TableCall) => {
    if (isPatient) await patience?.turn();
    return answerTableCall?.(call);
  };

  const startSlot = (): WorkerSlot => {
    // There is a log from the first start on.
    if (started === 0) log('');
    started += 1;
    const ended = Promise.withResolvers<void>();
    const endpoint = options.workerEndpoint?.({
      functionName: name,
      id: `${name}-${started}`,
      ended: ended.promise,
      kill: () => end({ errorType: 'Runtime.ExitError', errorMessage: 'the sandbox died' }),
    });
    const worker = new Worker(workerProgram(), {
      env: endpoint === undefined ? env : withEndpoint(env, awsEndpoint, endpoint),
      workerData: settings,
      // Functions do not get the flags of the host process, such as those of a test runner.
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    worker.stdout.on('data', log);
    worker.stderr.on('data', log);
    const slot: WorkerSlot = { worker, isReady: false };
    slots.add(slot);

    const end = (error: FunctionError): void => {
      if (!slots.delete(slot)) return;
      clearTimeout(slot.timer);
      if (!slot.isReady && !stopped) {
        const description = `function ${name} failed to start: ${error.errorType}: ${error.errorMessage}`;
        options.onFailure(`${description} (see ${logFile})`);
        // No worker is left to answer those that wait.
        if (slots.size === 0) {
          for (let job = waiting.next(); job; job = waiting.next()) job.resolve(failure(job, error));
        }
      }
      if (slot.job) slot.job.resolve(failure(slot.job, error));
      void worker.terminate();
      pump();
    };
    const tell = (message: HostMessage) => worker.postMessage(message);
    worker.on('message', (message: WorkerMessage) => {
      switch (message.kind) {
        case 'table-call':
          void ask(message.call).then((answer) => answer && tell({ kind: 'table-answer', id: message.id, answer }));
          return;
        case 'ready':
          slot.isReady = true;
          break;
        case 'init-failed':
          log(`${JSON.stringify(message.error)}\n`);
          end(message.error);
          return;
        case 'result':
        case 'error':
          clearTimeout(slot.timer);
          slot.job?.resolve(
            message.kind === 'result'
              ? { requestId: slot.job.message.requestId, payload: message.payload, failed: false }
              : failure(slot.job, message.error),
          );
          slot.job = undefined;
      }
      pump();
      // The timer of a job that has just been given replaces this one.
      if (!slot.job) slot.timer = setTimeout(() => retire(slot), IDLE_MS).unref();
    });
    worker.on('error', (error) => {
      log(`${error.stack ?? error}\n`);
      end({ errorType: error.name, errorMessage: error.message });
    });
    worker.on('exit', (code) => {
      ended.resolve();
      end({ errorType: 'Runtime.ExitError', errorMessage: `the function exited with status ${code}` });
    });
    return slot;
  };

  const retire = (slot: WorkerSlot): void => {
    if (slots.size === 1 || !slots.delete(slot)) return;
    void slot.worker.terminate();
  };

  const run = (slot: WorkerSlot, job: Job): void => {
    clearTimeout(slot.timer);
    slot.job = isPatient ? job : withEnd(job, patience?.begin());
    const deadlineMs = Date.now() + job.timeoutMs;
    slot.worker.postMessage({ ...job.message, deadlineMs } satisfies HostMessage);
    slot.timer = setTimeout(() => {
      const errorMessage = `${new Date().toISOString()} ${job.message.requestId} Task timed out after ${(job.timeoutMs / 1000).toFixed(2)} seconds`;
      log(`${errorMessage}\n`);
      const ended = slot.job;
      slot.job = undefined;
      slots.delete(slot);
      void slot.worker.terminate();
      ended?.resolve(failure(job, { errorType: 'Sandbox.Timedout', errorMessage }));
      pump();
    }, job.timeoutMs);
  };

  const pump = (): void => {
    if (stopped) return;
    for (const slot of slots) {
      if (waiting.size === 0) return;
      if (!slot.isReady || slot.job) continue;
      const job = waiting.next();
      if (job) run(slot, job);
    }
    if (slots.size === 0 && waiting.size > 0) startSlot();
    else growLater();
  };

  /**
   * Starts another worker when work still waits after a moment, one at a time: a start takes as long as many invocations, and several
   * would share the few processors of one machine.
   */
  const growLater = (): void => {
    const mayGrow = () => waiting.size > 0 && slots.size < maxConcurrency && [...slots].every(({ isReady }) => isReady);
    if (growth || !mayGrow()) return;
    growth = setTimeout(() => {
      growth = undefined;
      if (!stopped && mayGrow()) startSlot();
    }, GROW_AFTER_MS * timeFactor).unref();
  };

  return {
    name,
    arn,
    maxConcurrency,
    invoke: (payload, { caller = '', timeFactor = 1 } = {}) =>
      new Promise((resolve) => {
        const timeoutMs = timeoutSeconds * 1000 * timeFactor;
        const job: Job = { message: { kind: 'invoke', requestId: randomUUID(), payload }, timeoutMs, resolve };
        if (stopped) {
          resolve(failure(job, { errorType: 'Runtime.Stopped', errorMessage: 'the local system is stopping' }));
          return;
        }
        waiting.add(caller, job);
        pump();
      }),
    stop: async () => {
      stopped = true;
      for (const slot of slots) clearTimeout(slot.timer);
      await Promise.all([...slots].map(({ worker }) => worker.terminate()));
    },
  };
}

/** A job at whose end something else ends. */
function withEnd(job: Job, end: () => void = () => undefined): Job {
  return {
    ...job,
    resolve: (result) => {
      end();
      job.resolve(result);
    },
  };
}

function failure({ message }: Job, error: FunctionError): InvocationResult {
  return { requestId: message.requestId, payload: JSON.stringify(error), failed: true };
}

function workerSettings(options: {
  resource: ResolvedResource;
  assemblyDir: string;
}): Omit<WorkerData, 'isPatient' | 'hasTableChannel'> {
  const { name, arn, properties } = options.resource;
  const place = placeOf(options.resource);
  // The CDK uploads the folder asset.<hash> of the assembly as <hash>.zip.
  const { S3Key: key = '' } = (properties.Code ?? {}) as { S3Key?: string };
  const asset = `asset.${key.replace(/\.zip$/, '')}`;
  if (!existsSync(`${options.assemblyDir}/${asset}`)) {
    throw new TemplateError(`${place}: only code from a folder asset is supported locally`);
  }
  if (!String(properties.Runtime).startsWith('nodejs')) {
    throw new TemplateError(`${place}: the runtime ${properties.Runtime} is not supported locally`);
  }
  const [, module = '', exportName = ''] = /^(.+)\.([^.]+)$/.exec(String(properties.Handler)) ?? [];
  const stem = `${options.assemblyDir}/${asset}/${module}`;
  const file = [`${stem}.mjs`, `${stem}.js`, `${stem}.cjs`].find((candidate) => existsSync(candidate));
  if (!file) throw new TemplateError(`${place}: there is no file for the handler ${properties.Handler} in ${asset}`);
  return {
    file,
    exportName,
    functionName: name,
    functionArn: arn,
    memorySizeMb: Number(properties.MemorySize ?? DEFAULT_MEMORY_MB),
    logGroupName: `/aws/lambda/${name}`,
  };
}

/** The environment of the template and what Lambda reserves, and nothing of this process. */
function environmentOf(options: {
  settings: WorkerData;
  handler: string;
  properties: Record<string, unknown>;
  region: string;
  awsEndpoint: string;
  timeFactor: number;
}): Record<string, string> {
  const { settings, region, properties, timeFactor } = options;
  const { Variables: variables = {} } = (properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
  const given = Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)]));
  const dynamic = Object.keys(given).find((key) => given[key]?.includes('{{resolve:'));
  if (dynamic)
    throw new TemplateError(`${settings.functionName}: the dynamic reference in ${dynamic} is not supported locally`);
  return {
    ...given,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyOf(settings.functionName),
    AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
    AWS_ENDPOINT_URL: options.awsEndpoint,
    ...(timeFactor > 1 && { AWS_MAX_ATTEMPTS: String(Math.ceil(AWS_CALL.attempts * timeFactor)) }),
    AWS_EXECUTION_ENV: `AWS_Lambda_${properties.Runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: settings.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memorySizeMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: settings.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    _HANDLER: options.handler,
    LAMBDA_TASK_ROOT: settings.file.replace(/\/[^/]+$/, ''),
    TZ: 'UTC',
  };
}

/** An environment with another AWS endpoint, in queue URLs too. */
function withEndpoint(env: Record<string, string>, from: string, to: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value.startsWith(from) ? to + value.slice(from.length) : value]),
  );
}
