import type { Node } from 'constructs';
import { ESTABLISHMENT_ID } from '../shared/domain/identity-number.ts';
import { identitiesFor } from './email-identity.ts';
import { readSettings, SettingError, type SettingKey, type Settings } from './settings.ts';

const SMS_PROVIDERS = ['sns', 'aggregator'] as const;
export type SmsProvider = (typeof SMS_PROVIDERS)[number];

/**
 * An authorizer takes 50 audiences, which cannot be raised, and with Cognito one of them is the client of people:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html.
 */
const MAX_AUDIENCES = 50;
const MAX_MACHINE_CLIENTS = MAX_AUDIENCES - 1;
/** What a client of Cognito takes: https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html. */
const MAX_CALLBACK_URLS = 100;
const MAX_CALLBACK_LENGTH = 1024;
/** A policy of a bus has 10 KB: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html. */
const MAX_PRODUCERS = 20;
/** The environment of a function has 4 KB in all. */
const MAX_URL_LENGTH = 512;

/** The stage that keeps its data. */
export const PROD = 'prod';
/** What producers in other accounts may be: every source of events but the scan, which is ours. */
const SOURCES_OF_PRODUCERS = [
  'passports.border',
  'passports.documents',
  'passports.visas',
  'passports.affiliations',
] as const;

const DOMAIN_LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
// A last part in digits alone is that of an IP address: https://www.rfc-editor.org/rfc/rfc3696#section-2.
const DOMAIN = new RegExp(`^(?=.{4,253}$)(${DOMAIN_LABEL}\\.)+(?!\\d+$)${DOMAIN_LABEL}$`);
/** What SES and SNS take as an address: both parts in ASCII, a domain in Punycode. */
const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const EMAIL_LOCAL_PART = new RegExp(`^(?=.{1,64}$)${ATOM}(\\.${ATOM})*$`);
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** An account that may put events, and as which sources. */
export interface Producer {
  readonly account: string;
  readonly sources: readonly string[];
}

/** What a deployment chooses, from CDK context (`-c key=value`) or a file of settings (`-c config=<path>`). */
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
  /** The API's own domain name; absent: it is known by the name that API Gateway makes. */
  readonly apiDomain:
    | { readonly name: string; readonly certificateArn: string; readonly keepsDefaultEndpoint: boolean }
    | undefined;
  /** Accounts other than the deployment's that may put events on the bus. */
  readonly producers: readonly Producer[];
  /** A second region that has the table and the secrets too. */
  readonly replicaRegion: string | undefined;
  /** Alphanumeric sender name of SMS, 3 to 11 characters, registered with the provider. */
  readonly smsSenderId: string;
  /** Who takes SMS: who is asked first, and who second. */
  readonly smsProviders: readonly SmsProvider[];
  /** How the SMS aggregator is reached; absent where it is not among the providers. */
  readonly smsAggregator: { readonly url: string; readonly authHeader: string; readonly fields: string } | undefined;
  /** Address that e-mail comes from; itself, its domain or a domain above is a verified SES identity. */
  readonly emailFrom: string;
  /** The SES identity that is known to be verified in the region; absent: any that `emailFrom` may send by. */
  readonly emailIdentity: string | undefined;
  /** What the SMS provider takes in a second, in parts. */
  readonly smsPartsPerSecond: number;
  /** What SES takes in a second: the account's sending rate. */
  readonly emailsPerSecond: number;
  /** How many SMS parts an establishment may use up in a calendar month. */
  readonly smsMonthlyParts: number;
  /** How many requests a second one establishment may make. */
  readonly requestsPerSecond: number;
  /** How much of the account's concurrency is set apart for the event path; absent: nothing is. */
  readonly eventPathConcurrency: number | undefined;
  /** For how many days what an establishment was told is kept. */
  readonly notificationRetentionDays: number;
  /** For how many days it is kept who changed what through the API. */
  readonly auditRetentionDays: number;
  /** Where alarms are told; absent: alarms only change colour. */
  readonly alarmEmail: string | undefined;
}

/** Reads single settings, each with the rule that it keeps. */
class Reader {
  private readonly settings: Settings;

  constructor(settings: Settings) {
    this.settings = settings;
  }

  text(key: SettingKey): string | undefined {
    return this.settings.get(key);
  }

  /** @throws SettingError that says what the key takes */
  refuse(key: SettingKey, takes: string): never {
    throw new SettingError(`${this.settings.placeOf(key)} takes ${takes}`);
  }

  checked(key: SettingKey, fallback: string, pattern: RegExp, takes: string): string {
    const value = this.text(key) ?? fallback;
    return pattern.test(value) ? value : this.refuse(key, takes);
  }

  optional(key: SettingKey, isRight: (value: string) => boolean, takes: string): string | undefined {
    const value = this.text(key);
    return value === undefined || isRight(value) ? value : this.refuse(key, takes);
  }

  list(key: SettingKey, isRight: (value: string) => boolean, takes: string): string[] {
    const text = this.text(key);
    if (text === undefined) return [];
    const values = text.split(',').map((one) => one.trim());
    return values.every(isRight) ? [...new Set(values)] : this.refuse(key, takes);
  }

  count(key: SettingKey, fallback: number): number {
    return Number(this.checked(key, String(fallback), /^([2-9]|[1-9]\d{1,8})$/, 'a whole number, 2 or more'));
  }

  /** 30 at least, which is longer than anything is retried or waits in a dead-letter queue. */
  days(key: SettingKey, fallback: number): number {
    return Number(
      this.checked(key, String(fallback), /^([3-9]\d|[1-9]\d{2,3})$/, 'a whole number of days, 30 to 9999'),
    );
  }
}

/**
 * Reads and checks what the deployment chooses: what the cloud would refuse is refused here, before anything is changed.
 *
 * @param options.isLocal whether the template is for this machine, where an issuer and an aggregator may listen
 * @throws SettingError naming the key and what it takes
 */
export function readConfig(node: Node, options: { isLocal?: boolean } = {}): DeploymentConfig {
  const read = new Reader(readSettings(node));
  const isLocal = options.isLocal ?? false;
  const oidc = readOidc(read, isLocal);
  const stage = readStage(read, oidc !== undefined);
  const smsProviders = read
    .checked(
      'smsProviders',
      'sns',
      /^(sns|aggregator|sns,aggregator|aggregator,sns)$/,
      `one or two of ${SMS_PROVIDERS.join(', ')}, with a comma between them`,
    )
    .split(',') as SmsProvider[];
  const emailFrom = readEmailFrom(read, stage);
  return {
    stage,
    oidc,
    ...readClients(read, oidc !== undefined),
    corsOrigins: read.list(
      'corsOrigins',
      isOrigin,
      'origins such as https://portal.example (http for localhost) with commas between them',
    ),
    apiDomain: readApiDomain(read),
    producers: readProducers(read),
    replicaRegion: readReplicaRegion(read),
    smsSenderId: read.checked(
      'smsSenderId',
      'Passports',
      /^(?=.*[A-Za-z])[A-Za-z0-9-]{3,11}$/,
      '3 to 11 letters, digits and hyphens, at least one letter',
    ),
    smsProviders,
    smsAggregator: smsProviders.includes('aggregator') ? readAggregator(read, isLocal) : undefined,
    emailFrom,
    emailIdentity: read.optional(
      'emailIdentity',
      (identity) => identitiesFor(emailFrom).includes(identity),
      `the SES identity that "emailFrom" sends by: ${identitiesFor(emailFrom).join(' or ')}`,
    ),
    smsPartsPerSecond: read.count('smsPartsPerSecond', 20),
    emailsPerSecond: read.count('emailsPerSecond', 14),
    smsMonthlyParts: read.count('smsMonthlyParts', 100_000),
    requestsPerSecond: read.count('requestsPerSecond', 50),
    eventPathConcurrency:
      read.text('eventPathConcurrency') === undefined ? undefined : read.count('eventPathConcurrency', 0),
    notificationRetentionDays: read.days('notificationRetentionDays', 90),
    auditRetentionDays: read.days('auditRetentionDays', 1826),
    alarmEmail: read.optional('alarmEmail', isEmailAddress, 'an e-mail address'),
  };
}

function readStage(read: Reader, hasIssuer: boolean): string {
  const stage = read.checked(
    'stage',
    'dev',
    /^[a-z]([a-z0-9-]{0,14}[a-z0-9])?$/,
    '1 to 16 lower-case letters, digits and hyphens, a letter first and no hyphen last',
  );
  if (stage !== PROD && /^(prod|prd|live)($|-|\d|uction)/.test(stage)) {
    read.refuse('stage', `"${PROD}" for what has to last: no other stage keeps its data when it is deleted`);
  }
  const reserved = ['aws', 'amazon', 'cognito'].find((word) => stage.includes(word));
  if (reserved && !hasIssuer) {
    read.refuse(
      'stage',
      `no name with "${reserved}": the domain of the user pool is made from it, and Cognito refuses it`,
    );
  }
  return stage;
}

function readOidc(read: Reader, isLocal: boolean): DeploymentConfig['oidc'] {
  const issuer = read.optional(
    'oidcIssuer',
    // OpenID Connect Discovery, section 3: https, no query, no fragment. A slash at the end is part of the name.
    (text) =>
      isHttpsAddress(text, { isLocal }) && /^http[\x21-\x7e]+$/.test(text) && !/[?#]|\/\.well-known\//.test(text),
    'the https address of an issuer exactly as its tokens name it, without "/.well-known/…", a query or fragment',
  );
  const audience = read.list(
    'oidcAudience',
    (one) => /^[^\s,]+$/.test(one),
    `1 to ${MAX_AUDIENCES} audiences with commas between them`,
  );
  if (audience.length > MAX_AUDIENCES) {
    read.refuse('oidcAudience', `1 to ${MAX_AUDIENCES} audiences, and these are ${audience.length}`);
  }
  if ((issuer === undefined) !== (audience.length === 0)) {
    throw new SettingError('context "oidcIssuer" and "oidcAudience" go together: give both or neither');
  }
  return issuer === undefined ? undefined : { issuer, audience };
}

/** The clients of the stack's own user pool. */
function readClients(
  read: Reader,
  hasIssuer: boolean,
): Pick<DeploymentConfig, 'portalCallbackUrls' | 'machineClients'> {
  const portalCallbackUrls = read.list(
    'portalCallbackUrls',
    isCallback,
    'https addresses (http for localhost) with commas between them',
  );
  if (portalCallbackUrls.length > MAX_CALLBACK_URLS) {
    read.refuse('portalCallbackUrls', `${MAX_CALLBACK_URLS} addresses at most`);
  }
  const machineClients = read.list(
    'machineClients',
    (one) => ESTABLISHMENT_ID.test(one),
    'numbers of establishments with commas between them',
  );
  if (hasIssuer && portalCallbackUrls.length + machineClients.length > 0) {
    throw new SettingError(
      'context "portalCallbackUrls" and "machineClients" are for Cognito: leave them out with "oidcIssuer"',
    );
  }
  if (machineClients.length > MAX_MACHINE_CLIENTS) {
    read.refuse('machineClients', `${MAX_MACHINE_CLIENTS} establishments; more need an issuer of their own`);
  }
  return { portalCallbackUrls, machineClients };
}

function readApiDomain(read: Reader): DeploymentConfig['apiDomain'] {
  const name = read.optional(
    'apiDomainName',
    (text) => DOMAIN.test(text) && !text.endsWith('.amazonaws.com'),
    'a domain name of your own in lower case, such as api.passports.example',
  );
  const certificateArn = read.optional(
    'apiCertificateArn',
    (text) => /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/.test(text),
    'the ARN of a certificate in ACM for "apiDomainName", in the region of the deployment',
  );
  const endpoint = read.optional(
    'apiDefaultEndpoint',
    (text) => (text === 'on' || text === 'off') && name !== undefined,
    '"on" or "off", with "apiDomainName" only',
  );
  if ((name === undefined) !== (certificateArn === undefined)) {
    throw new SettingError('context "apiDomainName" and "apiCertificateArn" go together: give both or neither');
  }
  const region = deploymentRegion();
  if (certificateArn && region && certificateArn.split(':')[3] !== region) {
    read.refuse('apiCertificateArn', `a certificate of ${region}, where the deployment goes`);
  }
  if (name === undefined || certificateArn === undefined) return undefined;
  return { name, certificateArn, keepsDefaultEndpoint: endpoint === 'on' };
}

function readProducers(read: Reader): Producer[] {
  const pairs = read
    .list(
      'producers',
      (pair) => SOURCES_OF_PRODUCERS.some((source) => new RegExp(`^\\d{12}:${source.replace('.', '\\.')}$`).test(pair)),
      `pairs of an account and a source such as 111122223333:passports.border with commas between them; sources are ${SOURCES_OF_PRODUCERS.join(', ')}`,
    )
    .map((pair) => pair.split(':') as [account: string, source: string]);
  const producers = [...Map.groupBy(pairs, ([account]) => account)].map(([account, own]) => ({
    account,
    sources: own.map(([, source]) => source),
  }));
  if (producers.length > MAX_PRODUCERS) {
    read.refuse('producers', `${MAX_PRODUCERS} accounts at most, which is what the policy of a bus has room for`);
  }
  return producers;
}

function readReplicaRegion(read: Reader): string | undefined {
  const region = deploymentRegion();
  return read.optional(
    'replicaRegion',
    (text) => REGION.test(text) && text !== region,
    `a region of AWS such as eu-central-1${region === undefined ? '' : ` other than ${region}, where the deployment goes`}`,
  );
}

function readAggregator(read: Reader, isLocal: boolean): NonNullable<DeploymentConfig['smsAggregator']> {
  const takes = 'the https address that SMS are posted to, when smsProviders names the aggregator';
  const url = read.optional('smsAggregatorUrl', (text) => isHttpsAddress(text, { isLocal }), takes);
  const fields = read.checked(
    'smsAggregatorFields',
    '',
    /^(?=.{0,512}$)((to|from|text|reference|class|code)=[\w.-]+(,(?!$)|$))*$/,
    'pairs such as "to=recipient,text=body" of to, from, text, reference, class, code',
  );
  const [ours, theirs] = [0, 1].map((side) => fields.split(',').map((pair) => pair.split('=')[side]));
  if (new Set(ours).size !== ours?.length || new Set(theirs).size !== theirs?.length) {
    read.refuse('smsAggregatorFields', 'each field once, and each with a name of its own');
  }
  return {
    url: url ?? read.refuse('smsAggregatorUrl', takes),
    authHeader: read.checked(
      'smsAggregatorAuthHeader',
      'Authorization: Bearer',
      /^[A-Za-z0-9-]{1,64}(: *[A-Za-z0-9-]{0,64})?$/,
      'the name of a header, and after a colon what stands before the key',
    ),
    fields,
  };
}

function readEmailFrom(read: Reader, stage: string): string {
  const takes = 'an e-mail address in ASCII, such as notifications@example.com';
  const emailFrom = read.optional('emailFrom', isEmailAddress, takes);
  if (emailFrom === undefined && stage === PROD) {
    read.refuse('emailFrom', `the address that e-mail comes from, and stage "${PROD}" has no default for it`);
  }
  return emailFrom ?? 'notifications@passport-notifications.example';
}

function isEmailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  return EMAIL_LOCAL_PART.test(text.slice(0, Math.max(at, 0))) && DOMAIN.test(text.slice(at + 1).toLowerCase());
}

/** As a browser sends it: lower case, no path, no slash at the end. Without TLS only on one's own machine. */
function isOrigin(text: string): boolean {
  const isNamed = /^(https:\/\/[a-z0-9.-]+|http:\/\/(localhost|127\.0\.0\.1))(:\d+)?$/.test(text);
  return isNamed && URL.canParse(text) && new URL(text).origin === text;
}

/** What Cognito sends a browser back to: it takes http for one's own machine alone, and no fragment. */
function isCallback(text: string): boolean {
  const isNamed = /^(https:\/\/[^\s/#]+|http:\/\/localhost(:\d+)?)(\/[^\s#]*)?$/.test(text);
  return isNamed && text.length <= MAX_CALLBACK_LENGTH && URL.canParse(text);
}

/** An address that something in the cloud can reach: by TLS, by a name and not an IP address, and without credentials. */
function isHttpsAddress(text: string, { isLocal = false } = {}): boolean {
  if (text.length > MAX_URL_LENGTH || /\s/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username || password) return false;
  // URL takes "https:issuer.example" and "https:///issuer.example" too.
  if (!/^\/\/[^/]/.test(text.slice(protocol.length))) return false;
  if (protocol === 'https:') return DOMAIN.test(hostname);
  return isLocal && protocol === 'http:' && hostname === '127.0.0.1';
}

/**
 * The region of the deployment, as far as the CDK's command knows it: without credentials, which is without an account, it
 * says us-east-1 for want of anything better.
 */
function deploymentRegion(): string | undefined {
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  return (account && region) || undefined;
}
