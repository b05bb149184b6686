import type { LocalContext, Running, Service } from '../../support/service.ts';
import type { AnswerTableCall } from '../dynamodb/calls.ts';
import type { Queues } from '../sqs/queues.ts';
import { type AsyncInvocations, createAsyncInvocations } from './async-invocations.ts';
import { createEventSource } from './event-source.ts';
import { createFunctionPool, type FunctionPool, type FunctionWorker } from './function-pool.ts';
import { createPatience } from './patience.ts';

/** Lambda on this machine. */
export interface Lambda extends Running {
  readonly functions: ReadonlyMap<string, FunctionPool>;
  readonly asyncInvocations: AsyncInvocations;
}

/** Lambda: the functions of the template, each of which starts when it is first invoked. */
export const lambdaService: Service<
  LocalContext & {
    sqs: Queues;
    assemblyDir: string;
    answerTableCall: AnswerTableCall;
    workerEndpoint?: (worker: FunctionWorker) => string;
    timeFactor?: number | undefined;
  },
  Lambda
> = {
  name: 'Lambda',
  start: ({ template, sqs, ...local }) => {
    const patience = createPatience();
    const functions = new Map(
      template.resources('AWS::Lambda::Function').map((resource) => {
        const pool = createFunctionPool({ ...local, resource, patience, onFailure: local.log });
        return [pool.name, pool];
      }),
    );
    const asyncInvocations = createAsyncInvocations({
      queueName: 'local-asynchronous-invocations',
      queues: sqs,
      functions,
      log: local.log,
    });
    return {
      functions,
      asyncInvocations,
      stop: async () => {
        await Promise.all([...functions.values()].map((pool) => pool.stop()));
      },
    };
  },
};

/** Invokes functions for event source mappings, and for asynchronous invocations that wait. */
export const lambdaInvocationsService: Service<LocalContext & { lambda: Lambda; sqs: Queues }, Running> = {
  name: 'Lambda invocations',
  start: async ({ template, lambda, sqs, ...local }) => {
    const { functions, asyncInvocations } = lambda;
    const eventSources = template
      .resources('AWS::Lambda::EventSourceMapping')
      .filter(({ properties }) => properties.Enabled !== false)
      .map((resource) => createEventSource({ ...local, resource, functions, queues: sqs }));
    const sources = [...eventSources, asyncInvocations];
    for (const source of sources) source.start();
    return {
      stop: async () => {
        await Promise.all(sources.map((source) => source.stop()));
      },
    };
  },
};
