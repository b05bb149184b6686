import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { alarms, filtersOf, functionOf, logsOf, ownIssuer, prod, stack } from '../../support/deployments.ts';
import {
  fieldOf,
  folderOf,
  ids,
  listOf,
  type Resource,
  type Synthesis,
  synthesizedWith,
  targetOf,
  textOf,
} from '../../support/template.ts';

/** The functions whose routes take a token. */
const WITH_TOKEN = [
  'establishment',
  'summary',
  'contacts',
  'subscriptions',
  'travellers',
  'notifications',
  'message-previews',
  'imports',
  'audit',
  'exports',
];

describe('the API', () => {
  const SCOPES = ['passport-notifications/read', 'passport-notifications/manage'];
  /** Open to all, or to who signs what is sent. */
  const WITHOUT_TOKEN = [
    'GET /v1/openapi.json',
    'POST /v1/receipts/sms',
    'GET /v1/unsubscribe/{token}',
    'GET /v1/calendar-files/{fileName}',
    'POST /v1/unsubscribe/{token}',
    'GET /problems/{slug}',
    'GET /portal',
    'GET /portal/{proxy+}',
    'GET /portal/session',
    'GET /portal/session/sign-in',
    'GET /portal/session/callback',
    'POST /portal/session/use',
    'POST /portal/session/sign-out',
    'ANY /portal/api/{proxy+}',
    '$default',
  ];
  const ROUTES = [
    'POST /v1/contacts',
    'POST /v1/contacts/{contactId}/verification',
    'POST /v1/contacts/{contactId}/verification-code',
    'POST /v1/contacts/{contactId}/secret',
    'POST /v1/contacts/{contactId}/test',
    'POST /v1/contacts/{contactId}/replay',
    'GET /v1/contacts/{contactId}/answers',
    'GET /v1/contacts',
    'GET /v1/contacts/{contactId}',
    'PATCH /v1/contacts/{contactId}',
    'DELETE /v1/contacts/{contactId}',
    'GET /v1/default-subscription',
    'PUT /v1/default-subscription',
    'DELETE /v1/default-subscription',
    'PUT /v1/subscriptions/{identityNumber}',
    'PATCH /v1/subscriptions/{identityNumber}',
    'DELETE /v1/subscriptions/{identityNumber}',
    'GET /v1/subscriptions',
    'GET /v1/subscriptions/{identityNumber}',
    'GET /v1/establishment',
    'PATCH /v1/establishment',
    'GET /v1/summary',
    'GET /v1/travellers',
    'GET /v1/travellers/{identityNumber}',
    'GET /v1/notifications',
    'GET /v1/notifications/{notificationId}',
    'POST /v1/message-previews',
    'POST /v1/imports',
    'GET /v1/imports',
    'GET /v1/imports/{importId}',
    'POST /v1/imports/{importId}/apply',
    'POST /v1/imports/{importId}/cancel',
    'GET /v1/audit',
    'POST /v1/exports',
    'GET /v1/exports/{exportId}',
    'GET /v1/calendars',
    'POST /v1/calendars',
    'DELETE /v1/calendars/{calendarId}',
  ];
  const routes = () => stack.all('AWS::ApiGatewayV2::Route');

  it('has the routes of the contract, each for tokens with a scope of ours', () => {
    const found = routes().filter(({ properties }) => !WITHOUT_TOKEN.includes(String(properties.RouteKey)));
    expect(found.map(({ properties }) => properties.RouteKey).toSorted()).toEqual(ROUTES.toSorted());
    for (const { properties } of found) expect(properties.AuthorizationScopes).toEqual(SCOPES);
  });

  it('holds every establishment to a rate, which functions count in items of their own and change no others', () => {
    for (const folder of WITH_TOKEN) {
      const { properties } = functionOf(folder);
      expect(fieldOf(properties.Environment, 'Variables', 'REQUESTS_PER_SECOND')).toBe('50');
    }
    const counting = stack
      .all('AWS::IAM::Policy')
      .flatMap(({ properties }) => listOf(fieldOf(properties.PolicyDocument, 'Statement')))
      .filter(
        (statement) =>
          fieldOf(statement, 'Action') === 'dynamodb:UpdateItem' &&
          fieldOf(statement, 'Condition', 'ForAllValues:StringLike') !== undefined,
      );
    expect(
      counting.map((statement) => [
        fieldOf(statement, 'Action'),
        fieldOf(statement, 'Condition', 'ForAllValues:StringLike', 'dynamodb:LeadingKeys'),
      ]),
    ).toEqual([
      ['dynamodb:UpdateItem', ['BUCKET#*', 'REFUSALS#*']],
      ['dynamodb:UpdateItem', ['BUCKET#*', 'REFUSALS#*']],
      ['dynamodb:UpdateItem', ['BUCKET#*', 'REFUSALS#*', 'CODES#*']],
      ...Array(7).fill(['dynamodb:UpdateItem', ['BUCKET#*', 'REFUSALS#*']]),
    ]);
    const chosen = synthesizedWith({ requestsPerSecond: '7' });
    const [fn] = chosen
      .all('AWS::Lambda::Function')
      .filter(({ properties }) => fieldOf(properties.Environment, 'Variables', 'REQUESTS_PER_SECOND') !== undefined);
    expect(fieldOf(fn?.properties.Environment, 'Variables', 'REQUESTS_PER_SECOND')).toBe('7');
  });

  it('tells the function that answers where there is no route which methods each path has', () => {
    const { properties } = functionOf('problems');
    const known = JSON.parse(String(fieldOf(properties.Environment, 'Variables', 'ROUTES')));
    const keys = Object.entries(known).flatMap(([path, methods]) =>
      String(methods)
        .split(', ')
        .map((method) => `${method} ${path}`),
    );
    expect([...keys, '$default'].toSorted()).toEqual(
      routes()
        .map((one) => String(one.properties.RouteKey))
        // Below these there is no route that another method could be meant for.
        .filter((key) => !key.endsWith('{proxy+}'))
        .toSorted(),
    );
  });

  it('takes receipts of SMS only where an aggregator is to send them', () => {
    const takesReceipts = (synthesis: Synthesis) => [
      synthesis.all('AWS::ApiGatewayV2::Route').some(({ properties }) => /receipts/.test(String(properties.RouteKey))),
      synthesis.all('AWS::Lambda::Function').some((fn) => folderOf(fn) === 'sms-receipts'),
    ];
    expect(takesReceipts(stack)).toEqual([true, true]);
    expect([prod, ownIssuer].map(takesReceipts)).toEqual(Array(2).fill([false, false]));
  });

  it('checks a token on every route but the public and the signed one', () => {
    const [authorizer, ...more] = stack.all('AWS::ApiGatewayV2::Authorizer');
    expect(authorizer?.properties.AuthorizerType).toBe('JWT');
    expect(more).toEqual([]);
    for (const { properties } of routes()) {
      const hasToken = !WITHOUT_TOKEN.includes(String(properties.RouteKey));
      expect(properties.AuthorizationType).toBe(hasToken ? 'JWT' : 'NONE');
      if (!hasToken) expect(properties.AuthorizationScopes).toBeUndefined();
      if (hasToken) expect(targetOf(properties.AuthorizerId)).toBe(authorizer?.id);
    }
  });

  it('logs the route and the outcome of a request; no path, no query, no address of the caller', () => {
    const formats = stack
      .all('AWS::ApiGatewayV2::Stage')
      .map(({ properties }) => String(fieldOf(properties.AccessLogSettings, 'Format')));
    expect(formats).toHaveLength(1);
    expect(JSON.parse(formats[0] ?? '')).toMatchObject({
      routeKey: '$context.routeKey',
      status: '$context.status',
      integrationRequestId: '$context.integration.requestId',
    });
    const logged = formats[0]?.match(/\$context\.[\w.]+/g) ?? [];
    expect(logged.filter((name) => /path|query|ip|identity|authorizer|userAgent|protocol/i.test(name))).toEqual([]);
  });

  it('answers pages of no other origin, or of those that the deployment names, and wants no cookie of theirs', () => {
    const corsOf = (synthesis: Synthesis) => {
      const [api] = synthesis.all('AWS::ApiGatewayV2::Api');
      return api?.properties.CorsConfiguration;
    };
    expect([stack, prod, ownIssuer].map(corsOf)).toEqual([undefined, undefined, undefined]);
    const origins = ['https://portal.example', 'http://localhost:5173'];
    expect(corsOf(synthesizedWith({ corsOrigins: origins.join(', ') }))).toEqual({
      AllowOrigins: origins,
      AllowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      AllowHeaders: ['authorization', 'content-type', 'if-match', 'if-none-match', 'accept-language'],
      ExposeHeaders: ['etag', 'location', 'retry-after', 'content-language', 'apigw-requestid'],
      MaxAge: 3600,
    });
    const methods = new Set(ROUTES.map((routeKey) => routeKey.split(' ')[0]));
    expect([...methods].toSorted()).toEqual(['DELETE', 'GET', 'PATCH', 'POST', 'PUT']);
  });

  it('takes no more than the guide says: 500 requests a second, bursts of 1,000', () => {
    const limits = stack
      .all('AWS::ApiGatewayV2::Stage')
      .map(({ properties }) => [properties.DefaultRouteSettings, properties.RouteSettings]);
    expect(limits).toEqual([[{ ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000 }, expect.anything()]]);
    const guide = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
    expect(guide).toContain('more than 500 requests a second for all callers together, bursts of 1,000');
  });
});

describe('the access logs', () => {
  it('have a name that API Gateway needs no room for in the policy of the account, and that no other stack has', () => {
    for (const [synthesis, name] of [
      [stack, 'PassportNotifications'],
      [prod, 'PassportNotifications-prod'],
    ] as const) {
      const [stage] = synthesis.all('AWS::ApiGatewayV2::Stage');
      const group = synthesis.named(fieldOf(stage?.properties.AccessLogSettings, 'DestinationArn'));
      const text = textOf(group.properties.LogGroupName);
      expect(text).toMatch(new RegExp(`^/aws/vendedlogs/apigateway/${name}-\\{"Fn::Select":.*AWS::StackId`));
    }
  });
});

describe('a route that takes no token', () => {
  const stageOf = (synthesis: Synthesis) => synthesis.all('AWS::ApiGatewayV2::Stage')[0] as Resource;
  const open = (synthesis: Synthesis) =>
    synthesis.all('AWS::ApiGatewayV2::Route').filter(({ properties }) => properties.AuthorizationType !== 'JWT');

  it('has a rate of its own, far below that of the tenants, and no other route has', () => {
    for (const synthesis of [stack, prod, ownIssuer]) {
      const settings = stageOf(synthesis).properties.RouteSettings as Record<string, Record<string, number>>;
      const routeKeys = open(synthesis).map(({ properties }) => String(properties.RouteKey));
      expect(routeKeys.length).toBeGreaterThan(0);
      expect(Object.keys(settings).toSorted()).toEqual(routeKeys.toSorted());
      for (const { ThrottlingRateLimit = Infinity, ThrottlingBurstLimit } of Object.values(settings)) {
        expect(ThrottlingRateLimit).toBeLessThanOrEqual(100);
        expect(ThrottlingBurstLimit).toBe(2 * ThrottlingRateLimit);
      }
    }
  });

  it('is there before its rate, because API Gateway refuses settings of a route that it does not know', () => {
    for (const synthesis of [stack, ownIssuer]) {
      expect(stageOf(synthesis).dependsOn).toEqual(expect.arrayContaining(ids(open(synthesis))));
    }
  });
});

describe('a domain name for the API', () => {
  const chosen = (more: Record<string, string> = {}) =>
    synthesizedWith({
      apiDomainName: 'api.passports.example',
      apiCertificateArn: CERTIFICATE,
      ...more,
    });
  const CERTIFICATE = 'arn:aws:acm:me-central-1:111122223333:certificate/0b1c2d3e-0000-4000-8000-000000000000';

  it('leads to all of the API, with TLS 1.2 and the certificate of the deployment, and the outputs say what DNS needs', () => {
    const synthesis = chosen();
    const [domain, ...more] = synthesis.all('AWS::ApiGatewayV2::DomainName');
    expect(more).toEqual([]);
    expect(domain?.properties).toMatchObject({
      DomainName: 'api.passports.example',
      DomainNameConfigurations: [{ CertificateArn: CERTIFICATE, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' }],
    });
    const [api] = synthesis.all('AWS::ApiGatewayV2::Api');
    const [mapping] = synthesis.all('AWS::ApiGatewayV2::ApiMapping');
    expect(mapping?.properties).toEqual({
      ApiId: { Ref: api?.id },
      DomainName: { Ref: domain?.id },
      Stage: '$default',
    });
    expect(mapping?.dependsOn).toEqual(ids(synthesis.all('AWS::ApiGatewayV2::Stage')));
    expect(synthesis.outputs.ApiUrl?.Value).toBe('https://api.passports.example');
    expect(textOf(synthesis.outputs.ApiDomainTarget?.Value)).toBe(`{${domain?.id}.RegionalDomainName}`);
    expect(textOf(synthesis.outputs.ApiDomainHostedZoneId?.Value)).toBe(`{${domain?.id}.RegionalHostedZoneId}`);
  });

  it('closes the address that API Gateway made, unless the deployment keeps it for a move', () => {
    const isClosed = (synthesis: Synthesis) =>
      synthesis.all('AWS::ApiGatewayV2::Api')[0]?.properties.DisableExecuteApiEndpoint;
    expect(isClosed(chosen())).toBe(true);
    expect(isClosed(chosen({ apiDefaultEndpoint: 'off' }))).toBe(true);
    expect(isClosed(chosen({ apiDefaultEndpoint: 'on' }))).toBe(false);
    expect(isClosed(stack)).toBeUndefined();
  });
});

describe('alarms', () => {
  const SLOWED = '{ $.message = "requests slowed down" }';
  const NO_ESTABLISHMENT = '{ ($.message = "request refused") && ($.reason = "no-establishment") }';

  it('watch the API for errors that it answers', () => {
    const [api] = stack.all('AWS::ApiGatewayV2::Api');
    const watching = alarms().filter(({ properties }) => properties.MetricName === '5xx');
    expect(watching.map(({ properties }) => listOf(properties.Dimensions).map((one) => fieldOf(one, 'Value')))).toEqual(
      [[{ Ref: api?.id }]],
    );
    expect(watching[0]?.properties).toMatchObject({ Statistic: 'Sum', Period: 300, TreatMissingData: 'notBreaching' });
  });

  it('tell of establishments that are slowed down, and of tokens without one, for every function of the API', () => {
    const api = logsOf(...WITH_TOKEN).toSorted();
    for (const [line, threshold, period] of [
      [SLOWED, 1, 300],
      [NO_ESTABLISHMENT, 100, 3600],
    ] as const) {
      const filters = filtersOf(line);
      expect(filters.map(({ logGroup }) => logGroup).toSorted()).toEqual(api);
      for (const { alarms: watching } of filters) {
        expect(watching).toMatchObject([
          { Threshold: threshold, Period: period, EvaluationPeriods: 1, Statistic: 'Sum' },
        ]);
      }
    }
  });
});
