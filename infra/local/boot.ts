import { appendFileSync, mkdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { writeAddresses } from './addresses.ts';
import { type AwsServices, createAwsEndpoint } from './aws-endpoint.ts';
import { loadDemo } from './commands/demo.ts';
import { openInbox } from './inbox/inbox.ts';
import { createLocalRoutes } from './local-routes.ts';
import { createHttpApi } from './services/api-gateway/server.ts';
import { startTables } from './services/dynamodb/tables.ts';
import { createBus } from './services/eventbridge/bus.ts';
import { createRights, type Rights } from './services/iam/iam.ts';
import type { Grant } from './services/iam/policy.ts';
import { type Naming, needsOfTarget } from './services/iam/required-actions.ts';
import { readRoles } from './services/iam/roles.ts';
import { assertServicesMay } from './services/iam/service-permissions.ts';
import { createAsyncInvocations } from './services/lambda/async-invocations.ts';
import { createEventSource } from './services/lambda/event-source.ts';
import { createFunctionPool, type FunctionWorker } from './services/lambda/function-pool.ts';
import { openOidc } from './services/oidc/issuer.ts';
import { createScheduler } from './services/scheduler/scheduler.ts';
import { openSecrets } from './services/secrets-manager/secrets.ts';
import { startEmail } from './services/ses/email.ts';
import { createEmailEvents } from './services/ses/email-events.ts';
import { createMailboxes } from './services/ses/mailboxes.ts';
import { createTopics } from './services/sns/topics.ts';
import { startQueues } from './services/sqs/queues.ts';
import { writeFileAtomically } from './support/atomic-file.ts';
import { BrokenDataError, brokenDatabase } from './support/data-files.ts';
import { assertRoom, watchDisk } from './support/disk.ts';
import { lockDataDirectory } from './support/instance-lock.ts';
import { openDoor } from './support/local-port.ts';
import { type Assembly, type SynthesisOptions, synthesizeApart } from './synthesis.ts';
import { TemplateResolver } from './template/resolver.ts';
import { readTemplate } from './template/template.ts';

const REGION = 'us-east-1';
const ACCOUNT_ID = '000000000000';
/** How long a stop waits for the requests that are being answered. */
const REQUEST_GRACE_MS = 3000;
const AUDIENCE = 'passport-notifications';

/** The inbox takes messages as fast as they come. */
const UNPACED = { smsPartsPerSecond: '10000', emailsPerSecond: '10000' };

/** What is lost with a database of the data directory. */
const TABLE_LOSS =
  'everything that was stored is lost (people, contacts, subscriptions, notifications), and what waits in queues will not find it; delete the whole data directory to begin again';
const QUEUES_LOSS = 'what waits in queues is lost, so that it is not sent; all else stays';

/** How a local system is booted. */
export interface BootOptions {
  port: number;
  awsPort: number;
  oidcPort: number;
  dataDir: string;
  demo: boolean;
  /** Whether what the template schedules is started by the clock; invoked by hand it always runs. */
  schedules: boolean;
  /** What the deployment chooses, as with `cdk deploy -c`. */
  context?: Record<string, string>;
  log: (line: string) => void;
  /** Makes the assembly to boot; the stack of this project when absent. */
  synthesize?: (options: SynthesisOptions) => Assembly | Promise<Assembly>;
  /** The AWS endpoint that a worker of a function is given, so that faults can stand in between; the real one when absent. */
  workerEndpoint?: (worker: FunctionWorker) => string;
}

/** A local system that is up. */
export interface LocalSystem {
  urls: { api: string; aws: string; oidc: string };
  outputs: Record<string, string>;
  /** Lets what is under way finish and closes everything; what is queued stays on disk. */
  stop(): Promise<void>;
}

/** Boots the synthesized template on this machine; resolves when everything answers. */
export async function bootLocalSystem(options: BootOptions): Promise<LocalSystem> {
  const { log } = options;
  const dataDir = resolve(options.dataDir);
  const urls = {
    api: `http://127.0.0.1:${options.port}`,
    aws: `http://127.0.0.1:${options.awsPort}`,
    oidc: `http://127.0.0.1:${options.oidcPort}`,
  };
  // As on Lambda; the time zone is one for the process and its threads.
  process.env.TZ = 'UTC';

  /** What has been opened, to be closed in reverse order. */
  const closers: (() => void | Promise<void>)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      for (const close of closers.reverse()) await close();
    })();
    return stopping;
  };
  try {
    const lock = lockDataDirectory(dataDir);
    closers.push(() => lock.release());
    assertRoom(dataDir);
    const disk = watchDisk(dataDir, log);
    closers.push(() => disk.stop());
    if (lock.wasUnclean) log('the last run did not stop in order: recovering');
    const outputs = await bootInto({ ...options, dataDir, urls, closers, wasUnclean: lock.wasUnclean });
    return { urls, outputs, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function bootInto(
  options: BootOptions & {
    urls: LocalSystem['urls'];
    closers: (() => void | Promise<void>)[];
    wasUnclean: boolean;
  },
): Promise<Record<string, string>> {
  const { dataDir, urls, closers, log } = options;

  // Taken before the slow parts, so that a port in use is told at once; what comes before all is up is answered 503.
  let isReady = false;
  const apiDoor = await openDoor(options.port, 'PORT');
  closers.push(() => apiDoor.close());
  const awsDoor = await openDoor(options.awsPort, 'AWS_PORT');
  closers.push(() => awsDoor.close());
  const oidcDoor = await openDoor(options.oidcPort, 'OIDC_PORT');
  closers.push(() => oidcDoor.close());
  const oidc = await openOidc({ issuer: urls.oidc, keyPath: `${dataDir}/oidc-key.json`, audience: AUDIENCE });
  oidcDoor.open(oidc.requestHandler);
  writeAddresses(dataDir, urls);

  log('synthesizing the stack and bundling its functions');
  const logDir = `${dataDir}/logs`;
  mkdirSync(logDir, { recursive: true });
  const assembly = await (options.synthesize ?? synthesizeApart)({
    outdir: `${dataDir}/assembly`,
    context: { ...UNPACED, ...options.context, oidcIssuer: oidc.issuer, oidcAudience: AUDIENCE },
    logFile: `${logDir}/synthesis.log`,
  });
  // Bundles in CommonJS stay that although the data directory may lie in an ESM package.
  writeFileAtomically(`${assembly.assemblyDir}/package.json`, '{"type":"commonjs"}\n');

  const local = {
    stackName: basename(assembly.templatePath).replace(/\.template\.json$/, ''),
    region: REGION,
    accountId: ACCOUNT_ID,
    apiUrl: urls.api,
    awsEndpoint: urls.aws,
  };
  const template = new TemplateResolver(readTemplate(assembly.templatePath), local);
  template.assertKnownTypes();

  const secrets = openSecrets(`${dataDir}/secrets.json`, template.resources('AWS::SecretsManager::Secret'));
  const naming: Naming = { ...local, secretArn: secrets.arnOf };
  const rights = createRightsOf(template, { logDir, log });

  log('opening tables and queues');
  const tables = await opening(`${dataDir}/dynamodb`, TABLE_LOSS, (path) =>
    startTables({
      path,
      tables: template.resources('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'),
      rebuildIndexes: options.wasUnclean,
      log,
      ...local,
    }),
  );
  closers.push(() => tables.stop());
  const queues = await opening(`${dataDir}/sqs`, QUEUES_LOSS, (path) =>
    startQueues({
      dataDir: path,
      queues: template.resources('AWS::SQS::Queue'),
      authorize: (authorization, target, body) => {
        rights.authorize(authorization, () => needsOfTarget(target, body, naming));
      },
      ...local,
    }),
  );
  closers.push(() => queues.stop());
  const mailboxes = createMailboxes();
  const email = await startEmail({
    mailboxes,
    events: createEmailEvents({
      configurationSets: template.resources('AWS::SES::ConfigurationSet'),
      eventDestinations: template.resources('AWS::SES::ConfigurationSetEventDestination'),
      topics: createTopics({
        topics: template.resources('AWS::SNS::Topic'),
        subscriptions: template.resources('AWS::SNS::Subscription'),
        queues,
      }),
      ...local,
    }),
    queues,
  });
  closers.push(() => email.stop());
  const inbox = openInbox(`${dataDir}/inbox.jsonl`);
  // Once more, before what is behind it.
  closers.push(() => awsDoor.close());

  const functions = new Map(
    template.resources('AWS::Lambda::Function').map((resource) => {
      const pool = createFunctionPool({
        resource,
        assemblyDir: assembly.assemblyDir,
        logDir,
        workerEndpoint: options.workerEndpoint,
        onFailure: log,
        ...local,
      });
      return [pool.name, pool];
    }),
  );
  closers.push(async () => {
    await Promise.all([...functions.values()].map((pool) => pool.stop()));
  });
  const asyncInvocations = createAsyncInvocations({
    queueName: 'local-asynchronous-invocations',
    queues,
    functions,
    log,
  });
  const services: AwsServices = {
    tables,
    queues,
    email,
    inbox,
    functions,
    asyncInvocations,
    bus: createBus({
      buses: template.resources('AWS::Events::EventBus'),
      rules: template.resources('AWS::Events::Rule'),
      queues,
      ...local,
    }),
    secrets,
    rights,
    naming,
  };
  const eventSources = template
    .resources('AWS::Lambda::EventSourceMapping')
    .map((resource) => createEventSource({ resource, functions, queues, log, ...local }));
  const scheduler = createScheduler({
    schedules: template.resources('AWS::Scheduler::Schedule'),
    functionNames: new Set(functions.keys()),
    invoke: (name, payload) => asyncInvocations.enqueue(name, payload),
  });
  const httpApi = createHttpApi({
    apis: template.resources('AWS::ApiGatewayV2::Api'),
    stages: template.resources('AWS::ApiGatewayV2::Stage'),
    routes: template.resources('AWS::ApiGatewayV2::Route'),
    integrations: template.resources('AWS::ApiGatewayV2::Integration'),
    authorizers: template.resources('AWS::ApiGatewayV2::Authorizer'),
    functions,
    accountId: ACCOUNT_ID,
    localRoutes: createLocalRoutes({ inbox, mailboxes, oidc, rights, isReady: () => isReady }),
  });

  awsDoor.open(createAwsEndpoint(services));
  log(`starting ${functions.size} functions`);
  await Promise.all([...functions.values()].map((pool) => pool.warm()));
  closers.push(async () => {
    scheduler.stop();
    await Promise.all([...eventSources, asyncInvocations].map((source) => source.stop()));
  });
  for (const source of [...eventSources, asyncInvocations]) source.start();
  if (options.schedules) scheduler.start();
  apiDoor.open(httpApi);
  // First of all, while the functions can still answer what has come in.
  closers.push(() => apiDoor.close(REQUEST_GRACE_MS));

  const outputs = template.outputs();
  writeFileAtomically(`${dataDir}/outputs.json`, `${JSON.stringify({ [local.stackName]: outputs }, null, 2)}\n`);
  if (options.demo) {
    log('putting the demo data in');
    await loadDemo({
      apiUrl: urls.api,
      awsEndpoint: urls.aws,
      outputs,
      issueToken: (establishmentId) => oidc.issueToken({ establishmentId }),
      log,
    });
  }
  isReady = true;
  return outputs;
}

/**
 * What functions may do, after a check of what services may. Every refusal is told on the console and in the log of its
 * function.
 */
function createRightsOf(
  template: TemplateResolver,
  { logDir, log }: { logDir: string; log: (line: string) => void },
): Rights {
  const functions = template.resources('AWS::Lambda::Function');
  const roles = readRoles({
    roles: template.resources('AWS::IAM::Role'),
    policies: template.resources('AWS::IAM::Policy'),
  });
  const used = new Set<Grant>();
  assertServicesMay(
    {
      functions,
      permissions: template.resources('AWS::Lambda::Permission'),
      eventSources: template.resources('AWS::Lambda::EventSourceMapping'),
      schedules: template.resources('AWS::Scheduler::Schedule'),
      routes: template.resources('AWS::ApiGatewayV2::Route'),
      integrations: template.resources('AWS::ApiGatewayV2::Integration'),
      rules: template.resources('AWS::Events::Rule'),
      subscriptions: template.resources('AWS::SNS::Subscription'),
      eventDestinations: template.resources('AWS::SES::ConfigurationSetEventDestination'),
      alarms: template.resources('AWS::CloudWatch::Alarm'),
      queuePolicies: template.resources('AWS::SQS::QueuePolicy'),
      topicPolicies: template.resources('AWS::SNS::TopicPolicy'),
    },
    { roles, used, region: REGION, accountId: ACCOUNT_ID },
  );
  return createRights({
    functions,
    roles,
    named: template.resources(
      'AWS::DynamoDB::Table',
      'AWS::DynamoDB::GlobalTable',
      'AWS::SQS::Queue',
      'AWS::Events::EventBus',
      'AWS::SecretsManager::Secret',
      'AWS::Lambda::Function',
    ),
    accountId: ACCOUNT_ID,
    onRefused: (functionName, message) => {
      log(`refused: ${message}`);
      if (functionName !== undefined) appendFileSync(`${logDir}/${functionName}.log`, `${message}\n`);
    },
    used,
  });
}

/** Opens a database of the data directory. @throws BrokenDataError when its files are broken */
async function opening<T>(path: string, loss: string, open: (path: string) => Promise<T>): Promise<T> {
  try {
    return await open(path);
  } catch (error) {
    const why = brokenDatabase(error);
    throw why === undefined ? error : new BrokenDataError(path, why, loss);
  }
}
