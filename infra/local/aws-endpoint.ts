import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Tables } from './services/dynamodb/tables.ts';
import type { Bus } from './services/eventbridge/bus.ts';
import type { Iam } from './services/iam/iam.ts';
import type { AwsRequest } from './services/iam/required-actions.ts';
import type { Lambda } from './services/lambda/service.ts';
import type { Buckets } from './services/s3/buckets.ts';
import type { Secrets } from './services/secrets-manager/secrets.ts';
import type { Email } from './services/ses/email.ts';
import type { Sns } from './services/sns/service.ts';
import type { Queues } from './services/sqs/queues.ts';
import {
  AwsError,
  asAwsError,
  parseJson,
  readBody,
  sendJson,
  sendJsonError,
  sendXml,
  sendXmlError,
} from './support/http.ts';
import type { LocalPort } from './support/local-port.ts';
import type { Running, Service } from './support/service.ts';

const MAX_BODY_BYTES = 40 * 1024 * 1024;
const SNS_NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';
const SES_NAMESPACE = 'http://ses.amazonaws.com/doc/2010-12-01/';
const INVOCATION_PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** The services behind the one endpoint. */
interface AwsServices {
  dynamodb: Tables;
  sqs: Queues;
  s3: Buckets;
  eventbridge: Bus;
  secretsManager: Secrets;
  sns: Sns;
  ses: Email;
  lambda: Lambda;
  /** Authorizes all requests except those of SQS and S3, which read their bodies themselves. */
  iam: Iam;
}

/** The AWS endpoint for SDKs and the AWS CLI. Access keys only tell functions apart: no signature is checked but those in addresses of S3. */
export const awsEndpointService: Service<AwsServices & { port: LocalPort }, Running> = {
  name: 'AWS endpoint',
  start: ({ port, ...services }) => {
    port.serve(createAwsEndpoint(services));
    // Before the services behind it.
    return { stop: () => port.stop() };
  },
};

function createAwsEndpoint(services: AwsServices): RequestListener {
  return (request, response) => {
    if (header(request, 'x-amz-target').startsWith('AmazonSQS.')) {
      services.sqs.handle(request, response);
      return;
    }
    if (services.s3.isFor(request)) {
      services.s3.handle(request, response);
      return;
    }
    dispatch(request, response, services).catch((error: unknown) => answerError(request, response, error));
  };
}

async function dispatch(request: IncomingMessage, response: ServerResponse, services: AwsServices): Promise<void> {
  const encoding = request.headers['content-encoding'];
  if (encoding) throw new AwsError('SerializationException', `the encoding ${encoding} has no local emulator`, 415);
  const body = await readBody(request, MAX_BODY_BYTES);
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const target = header(request, 'x-amz-target');
  const [, encodedName] = INVOCATION_PATH.exec(pathname) ?? [];
  const authorize = (asked: AwsRequest): void => services.iam.authorize(request.headers.authorization, asked);
  if (encodedName && request.method === 'POST') {
    const nameOrArn = decodeURIComponent(encodedName);
    authorize({ functionName: functionNameOf(nameOrArn) });
    await invoke(request, response, nameOrArn, body.toString(), services.lambda);
  } else if (target) {
    const parsed = parseJson(body);
    authorize({ target, body: parsed });
    if (target.startsWith('DynamoDB_')) services.dynamodb.handle(request, response, body);
    else answerJsonAction(response, target, parsed, services);
  } else if (header(request, 'content-type').startsWith('application/x-www-form-urlencoded')) {
    const form = new URLSearchParams(body.toString());
    authorize({ form });
    await answerQueryAction(response, form, services);
  } else {
    throw new AwsError('UnknownOperationException', `${request.method} ${pathname} has no local emulator`, 404);
  }
}

function answerJsonAction(
  response: ServerResponse,
  target: string,
  body: Record<string, unknown>,
  { eventbridge, secretsManager }: AwsServices,
): void {
  switch (target) {
    case 'AWSEvents.PutEvents':
      sendJson(response, 200, eventbridge.putEvents(body));
      return;
    case 'secretsmanager.GetSecretValue':
      sendJson(response, 200, secretsManager.getSecretValue(body));
      return;
    default:
      throw new AwsError('UnknownOperationException', `${target} has no local emulator`);
  }
}

async function answerQueryAction(
  response: ServerResponse,
  form: URLSearchParams,
  { sns, ses }: AwsServices,
): Promise<void> {
  const action = form.get('Action') ?? '';
  switch (action) {
    case 'Publish':
      sendXml(response, SNS_NAMESPACE, action, sns.publishSms(form));
      return;
    case 'SendEmail':
      sendXml(response, SES_NAMESPACE, action, ses.sendEmail(form));
      return;
    case 'SendRawEmail':
      sendXml(response, SES_NAMESPACE, action, await ses.sendRawEmail(form));
      return;
    default: {
      // SQS moved to JSON in 2023; older clients still use the query protocol.
      const hint = form.get('Version') === '2012-11-05' ? ': reach queues with a current SDK or AWS CLI' : '';
      throw new AwsError('InvalidAction', `the action ${action} has no local emulator${hint}`);
    }
  }
}

async function invoke(
  request: IncomingMessage,
  response: ServerResponse,
  nameOrArn: string,
  body: string,
  { functions, asyncInvocations }: Lambda,
): Promise<void> {
  const name = functionNameOf(nameOrArn);
  const target = functions.get(name);
  if (!target) throw new AwsError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, 404);
  const payload = body === '' ? '{}' : body;
  try {
    JSON.parse(payload);
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json');
  }
  switch (header(request, 'x-amz-invocation-type') || 'RequestResponse') {
    case 'Event':
      asyncInvocations.enqueue(name, payload);
      response.writeHead(202).end();
      return;
    case 'RequestResponse': {
      const result = await target.invoke(payload);
      response.writeHead(200, {
        'content-type': 'application/json',
        'x-amzn-requestid': result.requestId,
        'x-amz-executed-version': '$LATEST',
        ...(result.failed && { 'x-amz-function-error': 'Unhandled' }),
      });
      response.end(result.payload);
      return;
    }
    default:
      throw new AwsError('InvalidParameterValueException', 'the invocation type is not known');
  }
}

/** A function is named by its name, a partial ARN or an ARN, each with an optional qualifier. */
function functionNameOf(nameOrArn: string): string {
  return nameOrArn.replace(/^.*function:/, '').replace(/:\$LATEST$/, '');
}

function answerError(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const described = asAwsError(error);
  if (header(request, 'content-type').startsWith('application/x-www-form-urlencoded')) {
    sendXmlError(response, described);
  } else {
    sendJsonError(response, described);
  }
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}
