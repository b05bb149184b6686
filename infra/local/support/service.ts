import type { LocalStack } from '../template/physical-ids.ts';
import type { TemplateResolver } from '../template/resolver.ts';

/** A part of the local system that has been started. */
export interface Running {
  /** Lets what is under way finish, and closes everything. */
  stop(): void | Promise<void>;
}

/** A part of the local system before its start. `Needs` holds the parts that run before it. */
export interface Service<Needs, Started extends Running> {
  readonly name: string;
  start(needs: Needs): Started | Promise<Started>;
}

/** What is the same for the services of one boot. */
export interface LocalContext extends LocalStack {
  readonly template: TemplateResolver;
  readonly dataDir: string;
  readonly logDir: string;
  readonly log: (line: string) => void;
}

/** The services that have been started, in their order. */
export interface ServiceList {
  start<Needs, Started extends Running>(service: Service<Needs, Started>, needs: Needs): Promise<Started>;
  /** Stops the services in reverse order, once; one that fails keeps none of the others running. */
  stop(): Promise<void>;
}

/** Makes an empty list. */
export function createServiceList(): ServiceList {
  const started: { name: string; running: Running }[] = [];
  const stopAll = async (): Promise<void> => {
    const failures: Error[] = [];
    for (const { name, running } of started.reverse()) {
      try {
        await running.stop();
      } catch (error) {
        failures.push(new Error(`${name} did not stop`, { cause: error }));
      }
    }
    if (failures.length > 0) throw failures[0];
  };
  let stopping: Promise<void> | undefined;
  return {
    start: async (service, needs) => {
      const running = await service.start(needs);
      started.push({ name: service.name, running });
      return running;
    },
    stop: () => {
      stopping ??= stopAll();
      return stopping;
    },
  };
}
