import { mkdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { messageOf } from '../../shared/command-line.ts';
import { writeAddresses } from './addresses.ts';
import { awsEndpointService } from './aws-endpoint.ts';
import { openInbox } from './inbox/inbox.ts';
import { createLocalRoutes, type Sight } from './local-routes.ts';
import { apiGatewayService } from './services/api-gateway/service.ts';
import { createTableCalls } from './services/dynamodb/calls.ts';
import { dynamodbService } from './services/dynamodb/service.ts';
import type { Seed } from './services/dynamodb/tables.ts';
import { eventbridgeService } from './services/eventbridge/service.ts';
import { iamService } from './services/iam/service.ts';
import type { FunctionWorker } from './services/lambda/function-pool.ts';
import { lambdaInvocationsService, lambdaService } from './services/lambda/service.ts';
import type { Oidc } from './services/oidc/issuer.ts';
import { oidcService } from './services/oidc/service.ts';
import { s3Service } from './services/s3/service.ts';
import { schedulerService } from './services/scheduler/service.ts';
import { secretsManagerService } from './services/secrets-manager/service.ts';
import { sesService } from './services/ses/service.ts';
import { snsService } from './services/sns/service.ts';
import { sqsService } from './services/sqs/service.ts';
import { writeFileAtomically } from './support/atomic-file.ts';
import { diskService } from './support/disk.ts';
import { instanceLockService } from './support/instance-lock.ts';
import { localPortService } from './support/local-port.ts';
import { createServiceList, type LocalContext, type ServiceList } from './support/service.ts';
import { type Assembly, assemblyOf, type SynthesisOptions } from './synthesis.ts';
import { TemplateResolver } from './template/resolver.ts';
import { readTemplate } from './template/template.ts';

const REGION = 'us-east-1';
const ACCOUNT_ID = '000000000000';
const AUDIENCE = 'passport-notifications';
/**
 * The issuer in the synthesized template. The address of the real one takes its place when the template is read, so that one
 * assembly does for all ports. The name belongs to nobody: https://www.rfc-editor.org/rfc/rfc2606#section-2.
 */
const ISSUER = 'https://issuer.invalid';

/** The inbox takes messages as fast as they come. */
const UNPACED = { smsPartsPerSecond: '10000', emailsPerSecond: '10000' };

/** The CDK context of a local system, over what its deployment chooses. */
export function localContext(choices: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { ...UNPACED, ...choices, oidcIssuer: ISSUER, oidcAudience: AUDIENCE };
}

/** How a local system is booted. */
export interface BootOptions {
  port: number;
  awsPort: number;
  oidcPort: number;
  dataDir: string;
  /** Whether the clock starts what the template schedules; an invocation by hand always runs. */
  schedules: boolean;
  /**
   * How many times longer than on AWS an API request may take, and how many times as often a function tries a call of its
   * stores, because this machine is slower; 1 when absent.
   */
  timeFactor?: number | undefined;
  /** The choices of the deployment, as with `cdk deploy -c`. */
  context?: Record<string, string>;
  log: (line: string) => void;
  /** What the table begins with. */
  seed?: Seed;
  /** What the pages of the local system say that there is to see. */
  sights?: readonly Sight[];
  /** Adds data before the system reports that it is ready. */
  fill?: (system: FillContext) => Promise<void>;
  /** Goes on once the system is ready; what fails is logged. */
  afterwards?: (system: FillContext) => Promise<void>;
  /** Makes the assembly to boot; the stack of this project when absent. */
  synthesize?: (options: SynthesisOptions) => Assembly | Promise<Assembly>;
  /** The AWS endpoint of a function's worker, such as a proxy that makes faults; the real endpoint when absent. */
  workerEndpoint?: (worker: FunctionWorker) => string;
}

/** A system that answers requests and has no data yet. */
export interface FillContext {
  apiUrl: string;
  awsEndpoint: string;
  outputs: Record<string, string>;
  issueToken: Oidc['issueToken'];
  log: (line: string) => void;
}

/** A local system that is up. */
export interface LocalSystem {
  urls: { api: string; aws: string; oidc: string };
  outputs: Record<string, string>;
  /** Lets requests and batches under way finish and closes everything; messages in queues stay on disk. */
  stop(): Promise<void>;
}

/** Boots the synthesized template on this machine; resolves when everything answers. */
export async function bootLocalSystem(options: BootOptions): Promise<LocalSystem> {
  // As on Lambda; the process and its threads have one time zone.
  process.env.TZ = 'UTC';
  const urls = {
    api: `http://127.0.0.1:${options.port}`,
    aws: `http://127.0.0.1:${options.awsPort}`,
    oidc: `http://127.0.0.1:${options.oidcPort}`,
  };
  const services = createServiceList();
  try {
    const outputs = await startAll({ ...options, dataDir: resolve(options.dataDir), urls }, services.start);
    return { urls, outputs, stop: services.stop };
  } catch (error) {
    await services.stop();
    throw error;
  }
}

/** Starts the services in order, each with those that it needs. Returns the outputs of the stack. */
async function startAll(
  options: BootOptions & { urls: LocalSystem['urls'] },
  start: ServiceList['start'],
): Promise<Record<string, string>> {
  const { dataDir, urls, log } = options;
  const { wasUnclean } = await start(instanceLockService, dataDir);
  await start(diskService, { dataDir, log });
  if (wasUnclean) log('the last run did not stop in order: recovering');

  // Before the slow parts, so that a port in use is reported at once. Until a service takes over, a port answers 503.
  const apiPort = await start(localPortService, { port: options.port, variable: 'PORT' });
  const awsPort = await start(localPortService, { port: options.awsPort, variable: 'AWS_PORT' });
  const oidcPort = await start(localPortService, { port: options.oidcPort, variable: 'OIDC_PORT' });
  const oidc = await start(oidcService, { port: oidcPort, dataDir, issuer: urls.oidc, audience: AUDIENCE });
  writeAddresses(dataDir, urls);

  const synthesizing = synthesizeStack(options);
  // Another process works on the stack.
  options.seed?.prepare?.();
  const { context, assemblyDir } = await synthesizing;
  const { template } = context;

  const secretsManager = await start(secretsManagerService, context);
  const iam = await start(iamService, { ...context, secretsManager });
  log('opening tables and queues');
  const dynamodb = await start(dynamodbService, { ...context, wasUnclean, seed: options.seed });
  const sqs = await start(sqsService, { ...context, iam });
  const s3 = await start(s3Service, { ...context, iam, sqs });
  const inbox = openInbox(`${dataDir}/inbox.jsonl`);
  const sns = await start(snsService, { ...context, sqs, inbox });
  const ses = await start(sesService, { ...context, sns, sqs, inbox });
  const eventbridge = await start(eventbridgeService, { ...context, sqs });
  const { workerEndpoint, schedules, timeFactor } = options;
  const answerTableCall = createTableCalls(dynamodb, iam);
  const ofWorkers = { workerEndpoint, answerTableCall, timeFactor };
  const lambda = await start(lambdaService, { ...context, sqs, assemblyDir, ...ofWorkers });
  const aws = { dynamodb, sqs, s3, sns, ses, eventbridge, lambda, secretsManager, iam };
  await start(awsEndpointService, { ...aws, port: awsPort });
  await start(lambdaInvocationsService, { ...context, lambda, sqs });
  await start(schedulerService, { ...context, lambda, schedules });
  let isReady = false;
  const { sights = [] } = options;
  const localRoutes = createLocalRoutes({ inbox, mailboxes: ses.mailboxes, oidc, iam, sights, isReady: () => isReady });
  await start(apiGatewayService, { ...context, lambda, port: apiPort, localRoutes, timeFactor });

  const outputs = template.outputs();
  writeFileAtomically(`${dataDir}/outputs.json`, `${JSON.stringify({ [context.stackName]: outputs }, null, 2)}\n`);
  const filled: FillContext = { apiUrl: urls.api, awsEndpoint: urls.aws, outputs, issueToken: oidc.issueToken, log };
  await options.fill?.(filled);
  isReady = true;
  options.afterwards?.(filled).catch((error: unknown) => log(messageOf(error)));
  return outputs;
}

/** Synthesizes the stack into the data directory. @throws TemplateError for a resource that is not supported locally */
async function synthesizeStack({
  dataDir,
  urls,
  log,
  ...options
}: BootOptions & { urls: LocalSystem['urls'] }): Promise<{ context: LocalContext; assemblyDir: string }> {
  log('synthesizing the stack and bundling its functions');
  const logDir = `${dataDir}/logs`;
  mkdirSync(logDir, { recursive: true });
  const { assemblyDir, templatePath } = await (options.synthesize ?? assemblyOf)({
    outdir: `${dataDir}/assembly`,
    context: localContext(options.context),
    logFile: `${logDir}/synthesis.log`,
  });
  // Keeps bundles CommonJS although the data directory may lie in an ESM package.
  writeFileAtomically(`${assemblyDir}/package.json`, '{"type":"commonjs"}\n');
  const stack = {
    stackName: basename(templatePath).replace(/\.template\.json$/, ''),
    region: REGION,
    accountId: ACCOUNT_ID,
    apiUrl: urls.api,
    awsEndpoint: urls.aws,
  };
  const template = new TemplateResolver(readTemplate(templatePath, { [ISSUER]: urls.oidc }), stack);
  template.assertKnownTypes();
  return { context: { ...stack, template, dataDir, logDir, log }, assemblyDir };
}
