import { Aspects, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  ApiMapping,
  CfnRoute,
  type CfnStage,
  CorsHttpMethod,
  type CorsPreflightOptions,
  DomainName,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { FilterPattern, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { NO_ESTABLISHMENT, REQUEST_REFUSED, REQUESTS_SLOWED } from '../../shared/http/log-words.ts';
import { MANAGE_SCOPE, READ_SCOPE } from '../../shared/http/scopes.ts';
import { PORTAL_TIMEOUT_MS } from '../../shared/timing.ts';
import type { DeploymentConfig } from '../config.ts';
import { stackIdPart } from '../stack-id.ts';
import type { Delivery } from './delivery.ts';
import type { Exports } from './exports.ts';
import type { Files } from './files.ts';
import type { Identity } from './identity.ts';
import type { Imports } from './imports.ts';
import { type Monitoring, stackMetric } from './monitoring.ts';
import type { Receipts } from './receipts.ts';
import { ServiceFunction } from './service-function.ts';
import { bindSend } from './service-queue.ts';
import type { Storage } from './storage.ts';
import type { SummaryCounter } from './summary-counter.ts';

// Metrics of what functions log of refusals.
const SLOWED = 'RequestsSlowed';
const WITHOUT_ESTABLISHMENT = 'TokensWithoutEstablishment';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'ANY';

/**
 * Requests a second on each route that takes no token: routes of strangers must not use up what tenants share. A burst is
 * twice as much. What a route is not named for here is a document or a refusal, which a caller fetches now and then.
 */
const RATE_WITHOUT_TOKEN = 20;
const RATES_WITHOUT_TOKEN: Readonly<Record<string, number>> = {
  // A receipt for each SMS part at five times a usual rate: after an outage the aggregator sends what it kept.
  'POST /v1/receipts/sms': 100,
  // Programs ask a few times a day for each calendar: enough for a million of them.
  'GET /v1/calendar-files/{fileName}': 100,
  // Rates of their own, so that pages never take what the API has. A first visit fetches some eight files.
  'GET /portal': 50,
  'GET /portal/{proxy+}': 100,
  'ANY /portal/api/{proxy+}': 100,
  'GET /portal/session': 50,
};

/** What a page of an allowed origin may send and see. Tokens are sent as a header, so no credentials of the browser's. */
const CORS: CorsPreflightOptions = {
  allowMethods: [
    CorsHttpMethod.GET,
    CorsHttpMethod.POST,
    CorsHttpMethod.PUT,
    CorsHttpMethod.PATCH,
    CorsHttpMethod.DELETE,
  ],
  allowHeaders: ['authorization', 'content-type', 'if-match', 'if-none-match', 'accept-language'],
  exposeHeaders: ['etag', 'location', 'retry-after', 'content-language', 'apigw-requestid'],
  maxAge: Duration.hours(1),
};

/** The HTTPS API: routes, their scopes, and the function behind each. */
export class Api extends Construct {
  readonly url: string;
  /** What an own domain name has to lead to, by the name of the output; empty without one. */
  readonly outputs: Readonly<Record<string, string>>;
  private readonly httpApi: HttpApi;
  /** The methods of every path, as the header `Allow` names them. */
  private readonly methodsByPath = new Map<string, string>();

  constructor(
    scope: Construct,
    id: string,
    props: {
      storage: Storage;
      delivery: Delivery;
      receipts: Receipts;
      summaryCounter: SummaryCounter;
      imports: Imports;
      files: Files;
      exports: Exports;
      identity: Identity;
      monitoring: Monitoring;
      isLocal: boolean;
      config: Pick<DeploymentConfig, 'corsOrigins' | 'apiDomain' | 'requestsPerSecond' | 'smsMonthlyParts'>;
    },
  ) {
    super(scope, id);
    const { storage, delivery, receipts, summaryCounter, imports: importing, files, identity, monitoring } = props;
    const { corsOrigins, apiDomain, requestsPerSecond, smsMonthlyParts } = props.config;
    // All functions of the API count in one metric for each of these alarms.
    monitoring.alarm(this, 'RequestsSlowed', {
      failureMeans:
        'Requests of an establishment were refused so often that they are slowed down: somebody may be looking for people or guessing codes in its name.',
      metric: stackMetric(this, SLOWED, Duration.minutes(5)),
      threshold: 1,
    });
    monitoring.alarm(this, 'TokensWithoutEstablishment', {
      failureMeans:
        'Tokens that name no establishment are refused again and again: an establishment cannot use its client, or somebody tries tokens.',
      metric: stackMetric(this, WITHOUT_ESTABLISHMENT, Duration.hours(1)),
      // More than a mistake explains.
      threshold: 100,
    });
    const limit = (fn: ServiceFunction, ...counters: Parameters<Storage['bindCounters']>[1][]) => {
      storage.bindCounters(fn, 'BUCKET', 'REFUSALS', ...counters);
      fn.addEnvironment('REQUESTS_PER_SECOND', String(requestsPerSecond));
      fn.logMetric(SLOWED, { filterPattern: FilterPattern.stringValue('$.message', '=', REQUESTS_SLOWED) });
      fn.logMetric(WITHOUT_ESTABLISHMENT, {
        filterPattern: FilterPattern.all(
          FilterPattern.stringValue('$.message', '=', REQUEST_REFUSED),
          FilterPattern.stringValue('$.reason', '=', NO_ESTABLISHMENT),
        ),
      });
    };
    this.httpApi = new HttpApi(this, 'HttpApi', {
      apiName: 'passport-notifications',
      createDefaultStage: false,
      disableExecuteApiEndpoint: apiDomain ? !apiDomain.keepsDefaultEndpoint : undefined,
      defaultAuthorizer: identity.authorizer,
      // Which of them a route needs its function checks: a refusal of the gateway's is no problem document, and leaves no trace.
      defaultAuthorizationScopes: [READ_SCOPE, MANAGE_SCOPE],
      ...(corsOrigins.length > 0 && { corsPreflight: { ...CORS, allowOrigins: [...corsOrigins] } }),
    });
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      // API Gateway names every other group in one resource policy of the account, which has room for a few only; this prefix
      // it names once: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html. With a part
      // of the stack's id, because a group that was kept must not be in the way of a new deployment.
      logGroupName: `/aws/vendedlogs/apigateway/${Stack.of(this).stackName}-${stackIdPart(this)}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.httpApi,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 500, burstLimit: 1000 },
      // The route, never the path: a path holds an identity number.
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLogs),
        format: AccessLogFormat.custom(
          JSON.stringify({
            requestId: '$context.requestId',
            // The id of the invocation, which an error's `instance` carries and the function's log lines too.
            integrationRequestId: '$context.integration.requestId',
            requestTime: '$context.requestTime',
            routeKey: '$context.routeKey',
            status: '$context.status',
            responseLatencyMs: '$context.responseLatency',
            integrationError: '$context.integrationErrorMessage',
          }),
        ),
      },
    });
    this.limitRoutesWithoutToken(stage.node.defaultChild as CfnStage);
    const domain = apiDomain && this.domain(apiDomain, stage);
    this.url = apiDomain ? `https://${apiDomain.name}` : this.httpApi.apiEndpoint;
    this.outputs = domain
      ? { ApiDomainTarget: domain.regionalDomainName, ApiDomainHostedZoneId: domain.regionalHostedZoneId }
      : {};
    // What recipients unsubscribe by. The API is there before its routes are: nothing waits for each other.
    delivery.email.consumer.addEnvironment('API_URL', this.url);
    // A function that answers 500 has not failed as an invocation.
    monitoring.alarm(this.httpApi, 'ServerErrors', {
      failureMeans: 'Establishments get errors instead of answers from the API.',
      metric: this.httpApi.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 5,
    });

    const establishment = this.resource('Establishment', {
      folder: 'establishment',
      description: 'The establishment itself: limits, what is used of them, and its choice of names in messages',
      errorsMean: 'Establishments cannot see their limits, nor choose whether messages show names.',
      monitoring,
      routes: { '/v1/establishment': ['GET', 'PATCH'] },
    });
    storage.bindTable(establishment, { actions: ['GetItem', 'PutItem'] });
    storage.bindKeys(establishment);
    limit(establishment);
    storage.bindNotificationRetention(establishment);
    storage.bindAuditRetention(establishment);
    establishment.addEnvironment('MONTHLY_PARTS', String(smsMonthlyParts));

    const summary = this.resource('Summary', {
      folder: 'summary',
      description: 'The numbers of a home page: people, passports, contacts and messages of an establishment',
      errorsMean: 'Establishments cannot see their summaries.',
      monitoring,
      routes: { '/v1/summary': ['GET'] },
    });
    storage.bindTable(summary, {
      actions: ['GetItem', 'UpdateItem'],
      indexes: ['travellers', 'establishment-notifications'],
    });
    storage.bindKeys(summary);
    limit(summary);
    bindSend(summary, 'SUMMARY_QUEUE_URL', summaryCounter.queues.Queue);

    const contacts = this.resource('Contacts', {
      folder: 'contacts',
      description: 'Contacts of an establishment: create, verify, change, delete',
      errorsMean: 'Establishments cannot manage their contacts.',
      monitoring,
      routes: {
        '/v1/contacts': ['GET', 'POST'],
        '/v1/contacts/{contactId}': ['GET', 'PATCH', 'DELETE'],
        '/v1/contacts/{contactId}/verification': ['POST'],
        '/v1/contacts/{contactId}/verification-code': ['POST'],
        '/v1/contacts/{contactId}/secret': ['POST'],
        '/v1/contacts/{contactId}/test': ['POST'],
        '/v1/contacts/{contactId}/replay': ['POST'],
        '/v1/contacts/{contactId}/answers': ['GET'],
      },
    });
    storage.bindTable(contacts, { actions: ['GetItem', 'PutItem', 'Query', 'DeleteItem'] });
    storage.bindKeys(contacts);
    limit(contacts, 'CODES');
    storage.bindNotificationRetention(contacts);
    storage.bindAuditRetention(contacts);
    delivery.bindUrgentQueues(contacts);
    delivery.bindReplays(contacts);
    delivery.allowLoopback(contacts, props.isLocal);

    const subscriptions = this.resource('Subscriptions', {
      folder: 'subscriptions',
      description: 'Subscriptions of an establishment: which alerts about whom go to which contacts',
      errorsMean: 'Establishments cannot add, change or end subscriptions.',
      monitoring,
      routes: {
        '/v1/default-subscription': ['GET', 'PUT', 'DELETE'],
        '/v1/subscriptions': ['GET'],
        '/v1/subscriptions/{identityNumber}': ['GET', 'PUT', 'PATCH', 'DELETE'],
      },
    });
    storage.bindTable(subscriptions, {
      actions: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'BatchWriteItem'],
      indexes: ['subscriptions'],
    });
    storage.bindKeys(subscriptions);
    limit(subscriptions);
    storage.bindAuditRetention(subscriptions);

    const travellers = this.resource('Travellers', {
      folder: 'travellers',
      description: 'The people who belong to an establishment',
      errorsMean: 'Establishments cannot list their people.',
      monitoring,
      routes: { '/v1/travellers': ['GET'], '/v1/travellers/{identityNumber}': ['GET'] },
    });
    storage.bindTable(travellers, {
      actions: ['GetItem', 'BatchGetItem'],
      indexes: ['travellers', 'passport-expiries', 'search'],
    });
    storage.bindKeys(travellers);
    limit(travellers);

    const notifications = this.resource('Notifications', {
      folder: 'notifications',
      description: 'What an establishment was told, and how far each message got',
      errorsMean: 'Establishments cannot see what they were told.',
      monitoring,
      routes: { '/v1/notifications': ['GET'], '/v1/notifications/{notificationId}': ['GET'] },
    });
    storage.bindTable(notifications, {
      actions: ['GetItem', 'BatchGetItem'],
      indexes: ['establishment-notifications', 'traveller-notifications'],
    });
    storage.bindKeys(notifications);
    limit(notifications);

    const messagePreviews = this.resource('MessagePreviews', {
      folder: 'message-previews',
      description: 'Messages as they would be sent, with sample data',
      errorsMean: 'Establishments cannot preview messages. Messages are sent as before.',
      monitoring,
      routes: { '/v1/message-previews': ['POST'] },
    });
    storage.bindTable(messagePreviews, {});
    storage.bindKeys(messagePreviews);
    limit(messagePreviews);

    const imports = this.resource('Imports', {
      folder: 'imports',
      description: 'Imports of files of people: where to put the file, what it would change, and how far it is applied',
      errorsMean: 'Establishments cannot import lists of people. Imports that are being applied go on.',
      monitoring,
      routes: {
        '/v1/imports': ['GET', 'POST'],
        '/v1/imports/{importId}': ['GET'],
        '/v1/imports/{importId}/apply': ['POST'],
        '/v1/imports/{importId}/cancel': ['POST'],
      },
    });
    storage.bindTable(imports, { actions: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'] });
    storage.bindKeys(imports);
    limit(imports);
    storage.bindAuditRetention(imports);
    importing.bindApi(imports);

    const audit = this.resource('Audit', {
      folder: 'audit',
      description: 'What was changed in an establishment through the API, by whom and when',
      errorsMean: 'Establishments cannot see who changed what.',
      monitoring,
      routes: { '/v1/audit': ['GET'] },
    });
    storage.bindTable(audit, { actions: ['Query'] });
    storage.bindKeys(audit);
    limit(audit);

    const exports = this.resource('Exports', {
      folder: 'exports',
      description:
        'Exports of lists into files: starts them, and says how far they are. Calendars: makes and revokes their addresses',
      errorsMean:
        'Establishments cannot export their lists, nor fetch the files, nor make or revoke calendars. Calendars are read as before.',
      monitoring,
      routes: {
        '/v1/exports': ['POST'],
        '/v1/exports/{exportId}': ['GET'],
        '/v1/calendars': ['GET', 'POST'],
        '/v1/calendars/{calendarId}': ['DELETE'],
      },
    });
    storage.bindTable(exports, { actions: ['GetItem', 'PutItem'] });
    storage.bindKeys(exports);
    limit(exports);
    storage.bindAuditRetention(exports);
    files.bindBucket(exports, 'exports', { actions: ['GetObject'] });
    bindSend(exports, 'EXPORT_QUEUE_URL', props.exports.queues.Queue);
    exports.bind({ API_URL: this.url });

    const calendarFiles = this.resource('CalendarFiles', {
      folder: 'calendar-files',
      description: 'Answers the passports that expire soon as an iCalendar file, by a secret address',
      errorsMean: 'Calendar programs cannot read the calendars of establishments, and show what they read last.',
      monitoring,
      routes: { '/v1/calendar-files/{fileName}': ['GET'] },
      withoutToken: 'A calendar program has no account: the sealed token in the path stands for one calendar.',
    });
    // Everybody who has an address may call it, so it can read and no more.
    storage.bindTable(calendarFiles, { actions: ['GetItem'], indexes: ['passport-expiries'] });
    storage.bindKeys(calendarFiles);

    const unsubscribe = this.resource('Unsubscribe', {
      folder: 'unsubscribe',
      description: 'Ends e-mails at the wish of their recipients',
      errorsMean: 'Recipients cannot unsubscribe from e-mails, and report them as spam instead.',
      monitoring,
      routes: { '/v1/unsubscribe/{token}': ['GET', 'POST'] },
      withoutToken: 'A recipient has no account: the sealed token in the path stands for one contact.',
    });
    storage.bindTable(unsubscribe, { actions: ['GetItem', 'PutItem'] });
    storage.bindKeys(unsubscribe);
    storage.bindNotificationRetention(unsubscribe);
    storage.bindAuditRetention(unsubscribe);
    delivery.bindUrgentQueues(unsubscribe);

    const portal = this.resource('Portal', {
      folder: 'portal',
      description: 'The portal: its page, the sessions of those who signed in, and its way to the API',
      errorsMean: 'People cannot open the portal, sign in, or see anything there. Messages are sent as before.',
      monitoring,
      timeout: Duration.millis(PORTAL_TIMEOUT_MS),
      routes: {
        '/portal': ['GET'],
        '/portal/{proxy+}': ['GET'],
        '/portal/session': ['GET'],
        '/portal/session/sign-in': ['GET'],
        '/portal/session/callback': ['GET'],
        '/portal/session/use': ['POST'],
        '/portal/session/sign-out': ['POST'],
        '/portal/api/{proxy+}': ['ANY'],
      },
      withoutToken: 'A browser has no token: the function holds it, and the session in the cookie stands for it.',
    });
    storage.bindSessions(portal);
    storage.bindKeys(portal);
    identity.bindPortal(portal, this.url);
    portal.bind({ API_URL: this.url, FILES_ORIGIN: files.origin });
    files.allowPagesOf([this.url]);

    // Without an aggregator there is nobody whose receipts may come by a route.
    if (delivery.hasAggregator) {
      const smsReceipts = this.resource('SmsReceipts', {
        folder: 'sms-receipts',
        description: 'Takes the signed callbacks of the SMS aggregator on what became of messages',
        errorsMean:
          'Callbacks of the SMS aggregator are not taken: establishments do not see whether SMS were delivered.',
        monitoring,
        routes: { '/v1/receipts/sms': ['POST'] },
        withoutToken: 'The caller has no token: the function checks the signature of the whole request.',
      });
      delivery.bindAggregatorSecret(smsReceipts);
      bindSend(smsReceipts, 'RECEIPTS_QUEUE_URL', receipts.queues.Queue);
    }

    this.resource('Openapi', {
      folder: 'openapi',
      description: 'The OpenAPI document of the API, open to all',
      errorsMean: 'Vendors who build clients for establishments cannot fetch the description of the API.',
      monitoring,
      routes: { '/v1/openapi.json': ['GET'] },
      withoutToken: 'It describes the API and tells nothing of anybody.',
    });

    const problems = this.resource('Problems', {
      folder: 'problems',
      description: 'What the type of a problem means, and the answers to requests that no route takes',
      errorsMean:
        'Establishments get no readable answer to a wrong path or method, and the addresses in problems lead nowhere.',
      monitoring,
      routes: { '/problems/{slug}': ['GET'] },
      withoutToken: 'It says what problems mean, and that a route does not exist.',
    });
    const unrouted = new HttpRoute(this, 'Unrouted', {
      httpApi: this.httpApi,
      routeKey: HttpRouteKey.DEFAULT,
      integration: new HttpLambdaIntegration('UnroutedIntegration', problems),
      authorizer: new HttpNoneAuthorizer(),
      authorizationScopes: [],
    });
    Validations.of(unrouted).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason: 'It only says that a route does not exist, or which methods it has.',
    });
    problems.bind({ ROUTES: JSON.stringify(Object.fromEntries(this.methodsByPath)) });
  }

  /** A name of one's own for the API, with TLS 1.2 at least. The record in DNS is the operator's. */
  private domain({ name, certificateArn }: NonNullable<DeploymentConfig['apiDomain']>, stage: HttpStage): DomainName {
    const domain = new DomainName(this, 'Domain', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new ApiMapping(this, 'DomainMapping', { api: this.httpApi, domainName: domain, stage });
    return domain;
  }

  /** Gives every route without a token a rate of its own, those too that are added later. */
  private limitRoutesWithoutToken(stage: CfnStage): void {
    Aspects.of(this).add({
      visit: (node) => {
        if (!(node instanceof CfnRoute) || node.authorizationType !== 'NONE') return;
        const rate = RATES_WITHOUT_TOKEN[node.routeKey] ?? RATE_WITHOUT_TOKEN;
        stage.addPropertyOverride(`RouteSettings.${node.routeKey.replaceAll('.', '\\.')}`, {
          ThrottlingRateLimit: rate,
          ThrottlingBurstLimit: 2 * rate,
        });
        // API Gateway refuses settings of a route that is not there yet.
        stage.addResourceDependency(node);
      },
    });
  }

  private resource(
    id: string,
    props: {
      folder: string;
      description: string;
      errorsMean: string;
      monitoring: Monitoring;
      routes: Record<string, Method[]>;
      /** How long it may run; absent: as long as a request of the API. */
      timeout?: Duration;
      /** Why it may be called without a token; absent where it may not. */
      withoutToken?: string;
    },
  ): ServiceFunction {
    const { folder, description, errorsMean, monitoring, timeout } = props;
    const fn = new ServiceFunction(this, id, {
      ...{ folder, description, errorsMean, monitoring, memorySizeMb: 1024 },
      ...(timeout && { timeout }),
    });
    // One permission for all routes of the function: each of its own would use up the 500 resources of a stack.
    const integration = new HttpLambdaIntegration(`${id}Integration`, fn, { scopePermissionToRoute: false });
    for (const [path, methods] of Object.entries(props.routes)) {
      // A path below which every method is taken refuses none.
      if (!path.endsWith('{proxy+}')) this.methodsByPath.set(path, methods.join(', '));
      for (const method of methods) {
        const routes = this.httpApi.addRoutes({
          path,
          methods: [HttpMethod[method]],
          integration,
          ...(props.withoutToken && { authorizer: new HttpNoneAuthorizer(), authorizationScopes: [] }),
        });
        if (!props.withoutToken) continue;
        for (const route of routes) {
          Validations.of(route).acknowledge({
            id: 'AwsSolutions-APIG4',
            reason: props.withoutToken,
          });
        }
      }
    }
    return fn;
  }
}
