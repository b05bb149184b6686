import type { Node } from 'constructs';
import { ESTABLISHMENT_ID } from '../shared/domain/identity-number.ts';

const SMS_PROVIDERS = ['sns', 'aggregator'] as const;
export type SmsProvider = (typeof SMS_PROVIDERS)[number];

/**
 * An authorizer takes 50 audiences, which cannot be raised, and one of them is the client of people:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html.
 */
const MAX_MACHINE_CLIENTS = 49;

/** What a deployment chooses, from CDK context (`-c key=value`). */
export interface DeploymentConfig {
  /** Name of the deployment. `prod` retains data and can be recovered to a point in time. */
  readonly stage: string;
  /** An existing OIDC issuer; absent: the stack makes a Cognito user pool. */
  readonly oidc: { readonly issuer: string; readonly audience: string[] } | undefined;
  /** Where people come back to after they signed in with Cognito; none: nobody signs in there. */
  readonly portalCallbackUrls: readonly string[];
  /** The establishments that get a Cognito client for their machines. */
  readonly machineClients: readonly string[];
  /** Where pages are served from whose scripts may call the API; none: no page may. */
  readonly corsOrigins: readonly string[];
  /** Alphanumeric sender name of SMS, 3 to 11 characters, registered with the provider. */
  readonly smsSenderId: string;
  /** Who takes SMS: who is asked first, and who second. */
  readonly smsProviders: readonly SmsProvider[];
  /** How the SMS aggregator is reached; absent where it is not among the providers. */
  readonly smsAggregator: { readonly url: string; readonly authHeader: string; readonly fields: string } | undefined;
  /** Address that e-mail comes from; its domain or itself is a verified SES identity. */
  readonly emailFrom: string;
  /** What the SMS provider takes in a second, in parts. */
  readonly smsPartsPerSecond: number;
  /** What SES takes in a second: the account's sending rate. */
  readonly emailsPerSecond: number;
  /** How many SMS parts an establishment may use up in a calendar month. */
  readonly smsMonthlyParts: number;
  /** How much of the account's concurrency is set apart for the event path; absent: nothing is. */
  readonly eventPathConcurrency: number | undefined;
  /** For how many days what an establishment was told is kept. */
  readonly notificationRetentionDays: number;
  /** For how many days it is kept who changed what through the API. */
  readonly auditRetentionDays: number;
  /** Where alarms are told; absent: alarms only change colour. */
  readonly alarmEmail: string | undefined;
}

/**
 * Reads and checks the CDK context.
 *
 * @throws Error naming the context key and what it takes.
 */
export function readConfig(node: Node): DeploymentConfig {
  const text = (key: string): string | undefined => {
    const value: unknown = node.tryGetContext(key);
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string') throw new Error(`context "${key}" must be a string`);
    return value;
  };
  const checked = (key: string, fallback: string, pattern: RegExp, takes: string): string => {
    const value = text(key) ?? fallback;
    if (!pattern.test(value)) throw new Error(`context "${key}" takes ${takes}`);
    return value;
  };
  const list = (key: string, pattern: RegExp, takes: string): string[] => {
    const values = (text(key) ?? '').split(',').flatMap((one) => one.trim() || []);
    if (!values.every((value) => pattern.test(value))) throw new Error(`context "${key}" takes ${takes}`);
    return [...new Set(values)];
  };
  const count = (key: string, fallback: number): number =>
    Number(checked(key, String(fallback), /^([2-9]|[1-9]\d{1,8})$/, 'a whole number, 2 or more'));
  // Longer than anything is retried or waits in a dead-letter queue.
  const days = (key: string, fallback: number): number =>
    Number(checked(key, String(fallback), /^([3-9]\d|[1-9]\d{2,3})$/, 'a whole number of days, 30 to 9999'));

  const issuer = text('oidcIssuer');
  const audience = text('oidcAudience');
  if ((issuer === undefined) !== (audience === undefined)) {
    throw new Error('context "oidcIssuer" and "oidcAudience" go together: give both or neither');
  }
  const portalCallbackUrls = list(
    'portalCallbackUrls',
    // Cognito takes http for this machine alone.
    /^(https:\/\/[^\s,/#]+|http:\/\/localhost(:\d+)?)(\/[^\s,#]*)?$/,
    'https addresses (http for localhost) with commas between them',
  );
  const machineClients = list('machineClients', ESTABLISHMENT_ID, 'numbers of establishments with commas between them');
  if (issuer && portalCallbackUrls.length + machineClients.length > 0) {
    throw new Error(
      'context "portalCallbackUrls" and "machineClients" are for Cognito: leave them out with "oidcIssuer"',
    );
  }
  if (machineClients.length > MAX_MACHINE_CLIENTS) {
    throw new Error(
      `context "machineClients" takes ${MAX_MACHINE_CLIENTS} establishments; more need an issuer of their own`,
    );
  }
  const smsProviders = checked(
    'smsProviders',
    'sns',
    /^(sns|aggregator|sns,aggregator|aggregator,sns)$/,
    `one or two of ${SMS_PROVIDERS.join(', ')}, with a comma between them`,
  ).split(',') as SmsProvider[];
  const smsAggregator = smsProviders.includes('aggregator')
    ? {
        url: checked(
          'smsAggregatorUrl',
          '',
          // Without TLS only on this machine, where tests run.
          /^(https:\/\/[^\s/]+|http:\/\/127\.0\.0\.1(:\d+)?)(\/\S*)?$/,
          'the https address that SMS are posted to, when smsProviders names the aggregator',
        ),
        authHeader: checked(
          'smsAggregatorAuthHeader',
          'Authorization: Bearer',
          /^[A-Za-z0-9-]+(: *[A-Za-z0-9-]*)?$/,
          'the name of a header, and after a colon what stands before the key',
        ),
        fields: checked(
          'smsAggregatorFields',
          '',
          /^((to|from|text|reference|class|code)=[\w.-]+(,(?!$)|$))*$/,
          'pairs such as "to=recipient,text=body" of to, from, text, reference, class, code',
        ),
      }
    : undefined;
  return {
    stage: checked('stage', 'dev', /^[a-z][a-z0-9-]{0,15}$/, 'lower-case letters, digits and hyphens'),
    portalCallbackUrls,
    machineClients,
    corsOrigins: list(
      'corsOrigins',
      // As a browser sends it: lower case, no path, no slash at the end. Without TLS only on one's own machine.
      /^(https:\/\/[a-z0-9.-]+|http:\/\/(localhost|127\.0\.0\.1))(:\d+)?$/,
      'origins such as https://portal.example (http for localhost) with commas between them',
    ),
    oidc: issuer && audience ? { issuer, audience: audience.split(',').map((one) => one.trim()) } : undefined,
    smsSenderId: checked(
      'smsSenderId',
      'Passports',
      /^(?=.*[A-Za-z])[A-Za-z0-9-]{3,11}$/,
      '3 to 11 letters, digits and hyphens, at least one letter',
    ),
    smsProviders,
    smsAggregator,
    emailFrom: checked(
      'emailFrom',
      'notifications@passport-notifications.example',
      /^[^\s@<>]+@[^\s@<>]+$/,
      'an e-mail address',
    ),
    smsPartsPerSecond: count('smsPartsPerSecond', 20),
    emailsPerSecond: count('emailsPerSecond', 14),
    smsMonthlyParts: count('smsMonthlyParts', 100_000),
    eventPathConcurrency: text('eventPathConcurrency') === undefined ? undefined : count('eventPathConcurrency', 0),
    notificationRetentionDays: days('notificationRetentionDays', 90),
    auditRetentionDays: days('auditRetentionDays', 1826),
    alarmEmail: text('alarmEmail'),
  };
}
