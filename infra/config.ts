/** What a deployment chooses: every setting with its rule, its default, and the sentence that refuses any other value. */
import type { Node } from 'constructs';
import * as z from 'zod';
import { producerSources } from '../shared/domain/events.ts';
import { ESTABLISHMENT_ID } from '../shared/domain/ids.ts';
import { identitiesFor } from './email-identity.ts';
import { readSettings, SettingError } from './settings.ts';

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

const DEFAULT_EMAIL_FROM = 'notifications@passport-notifications.example';
const AGGREGATOR_URL = 'the https address that SMS are posted to';
/** The stage that keeps its data. */
export const PROD = 'prod';
/** What producers in other accounts may be. */
const PRODUCER_SOURCES = producerSources();
const PRODUCER = new RegExp(`^\\d{12}:(${PRODUCER_SOURCES.join('|').replaceAll('.', '\\.')})$`);
const accountOf = (pair: string) => pair.slice(0, 12);
const sourceOf = (pair: string) => pair.slice(13);

const DOMAIN_LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
// A last part in digits alone is that of an IP address: https://www.rfc-editor.org/rfc/rfc3696#section-2.
const DOMAIN = new RegExp(`^(?=.{4,253}$)(${DOMAIN_LABEL}\\.)+(?!\\d+$)${DOMAIN_LABEL}$`);
/** What SES and SNS take as an address: both parts in ASCII, a domain in Punycode. */
const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const EMAIL_LOCAL_PART = new RegExp(`^(?=.{1,64}$)${ATOM}(\\.${ATOM})*$`);

type Rule = RegExp | ((value: string) => boolean);

/** A refusal; what it says follows the name of the setting. A wrong setting is not looked at together with others. */
const says = (error: string) => ({ error, abort: true });

/** A text that keeps a rule; `takes` says which. */
const text = (takes: string, rule: Rule) =>
  z.string().refine((value) => (rule instanceof RegExp ? rule.test(value) : rule(value)), says(`takes ${takes}`));

/** Texts with commas between them, each once. */
const list = (takes: string, rule: Rule, { max = Number.POSITIVE_INFINITY, atMost = '' } = {}) =>
  z
    .string()
    .transform((value) => [...new Set(value.split(',').map((one) => one.trim()))])
    .pipe(z.array(text(takes, rule)).max(max, says(`takes ${atMost}`)))
    .default([]);

const count = () => text('a whole number, 2 or more', /^([2-9]|[1-9]\d{1,8})$/).transform(Number);

/** 30 at least, which is longer than anything is retried or waits in a dead-letter queue. */
const days = () => text('a whole number of days, 30 to 9999', /^([3-9]\d|[1-9]\d{2,3})$/).transform(Number);

/** @param isLocal whether the template is for this machine, where an issuer and an aggregator may listen */
function settingsSchema(isLocal: boolean) {
  const region = deploymentRegion();
  return z.object({
    /** Name of the deployment. `prod` retains data and can be recovered to a point in time. */
    stage: text(
      '1 to 16 lower-case letters, digits and hyphens, a letter first and no hyphen last',
      /^[a-z]([a-z0-9-]{0,14}[a-z0-9])?$/,
    )
      .refine(
        (stage) => stage === PROD || !/^(prod|prd|live)($|-|\d|uction)/.test(stage),
        says(`takes "${PROD}" for what has to last: no other stage keeps its data when it is deleted`),
      )
      .default('dev'),
    /** An existing OIDC issuer; absent: the stack makes a Cognito user pool. */
    oidcIssuer: text(
      'the https address of an issuer exactly as its tokens name it, without "/.well-known/…", a query or fragment',
      // OpenID Connect Discovery, section 3: https, no query, no fragment. A slash at the end is part of the name.
      (url) => isHttpsAddress(url, isLocal) && /^http[\x21-\x7e]+$/.test(url) && !/[?#]|\/\.well-known\//.test(url),
    ).optional(),
    oidcAudience: list(`1 to ${MAX_AUDIENCES} audiences with commas between them`, /^[^\s,]+$/, {
      max: MAX_AUDIENCES,
      atMost: `${MAX_AUDIENCES} audiences at most`,
    }),
    /** The name of the portal as a client of "oidcIssuer". */
    portalClientId: text('the name that the issuer knows the portal by', /^[\x21-\x7e]{1,128}$/).optional(),
    /** Where else than to the portal people come back to after they signed in with Cognito. */
    portalCallbackUrls: list('https addresses (http for localhost) with commas between them', isCallback, {
      max: MAX_CALLBACK_URLS,
      atMost: `${MAX_CALLBACK_URLS} addresses at most`,
    }),
    /** The establishments that get a Cognito client for their machines. */
    machineClients: list('numbers of establishments with commas between them', ESTABLISHMENT_ID, {
      max: MAX_MACHINE_CLIENTS,
      atMost: `${MAX_MACHINE_CLIENTS} establishments; more need an issuer of their own`,
    }),
    /** Where pages are served from whose scripts may call the API; none: no page may. */
    corsOrigins: list('origins such as https://portal.example (http for localhost) with commas between them', isOrigin),
    /** The API's own domain name; absent: it is known by the name that API Gateway makes. */
    apiDomainName: text(
      'a domain name of your own in lower case, such as api.passports.example',
      (name) => DOMAIN.test(name) && !name.endsWith('.amazonaws.com'),
    ).optional(),
    apiCertificateArn: text(
      'the ARN of a certificate in ACM for "apiDomainName", in the region of the deployment',
      /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
    )
      .refine(
        (arn) => region === undefined || arn.split(':')[3] === region,
        says(`takes a certificate of ${region}, where the deployment goes`),
      )
      .optional(),
    apiDefaultEndpoint: text('"on" or "off"', /^(on|off)$/).optional(),
    /** Accounts other than the deployment's that may put events on the bus, and as which sources. */
    producers: list(
      `pairs of an account and a source such as 111122223333:passports.border with commas between them; sources are ${PRODUCER_SOURCES.join(', ')}`,
      PRODUCER,
    )
      .refine(
        (pairs) => new Set(pairs.map(accountOf)).size <= MAX_PRODUCERS,
        says(`takes ${MAX_PRODUCERS} accounts at most, which is what the policy of a bus has room for`),
      )
      .transform((pairs) =>
        [...Map.groupBy(pairs, accountOf)].map(([account, own]) => ({ account, sources: own.map(sourceOf) })),
      ),
    /** A second region that has the table and the secrets too. */
    replicaRegion: text(
      `a region of AWS such as eu-central-1${region === undefined ? '' : ` other than ${region}, where the deployment goes`}`,
      (other) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(other) && other !== region,
    ).optional(),
    /** Alphanumeric sender name of SMS, registered with the provider. */
    smsSenderId: text(
      '3 to 11 letters, digits and hyphens, at least one letter',
      /^(?=.*[A-Za-z])[A-Za-z0-9-]{3,11}$/,
    ).default('Passports'),
    /** Who takes SMS: who is asked first, and who second. */
    smsProviders: text(
      'one or two of sns, aggregator, with a comma between them',
      /^(sns|aggregator|sns,aggregator|aggregator,sns)$/,
    )
      .transform((providers) => providers.split(',') as ('sns' | 'aggregator')[])
      .default(['sns']),
    smsAggregatorUrl: text(AGGREGATOR_URL, (url) => isHttpsAddress(url, isLocal)).optional(),
    smsAggregatorAuthHeader: text(
      'the name of a header, and after a colon what stands before the key',
      /^[A-Za-z0-9-]{1,64}(: *[A-Za-z0-9-]{0,64})?$/,
    ).default('Authorization: Bearer'),
    smsAggregatorFields: text(
      'pairs such as "to=recipient,text=body" of to, from, text, reference, class, code',
      /^(?=.{0,512}$)((to|from|text|reference|class|code)=[\w.-]+(,(?!$)|$))*$/,
    )
      .refine((pairs) => {
        const names = pairs.split(',').flatMap((pair) => pair.split('=').map((name, side) => `${side} ${name}`));
        return new Set(names).size === names.length;
      }, says('takes each field once, and each with a name of its own'))
      .default(''),
    /** Address that e-mail comes from; itself, its domain or a domain above is a verified SES identity. */
    emailFrom: text('an e-mail address in ASCII, such as notifications@example.com', isEmailAddress).optional(),
    /** What mail programs show in place of `emailFrom`. */
    emailFromName: text(
      '1 to 60 characters in one line, with something to see, and without @ < > "',
      isDisplayName,
    ).default('إشعارات الجوازات | Passport notices'),
    /** The SES identity that is known to be verified in the region; absent: any that `emailFrom` may send by. */
    emailIdentity: z.string().optional(),
    /** What the SMS provider takes in a second, in parts. */
    smsPartsPerSecond: count().default(20),
    /** What SES takes in a second: the account's sending rate. */
    emailsPerSecond: count().default(14),
    /** How many webhooks a second the system of an establishment gets. */
    webhooksPerSecond: count().default(10),
    /** How many SMS parts an establishment may use up in a calendar month. */
    smsMonthlyParts: count().default(100_000),
    /** How many requests a second one establishment may make. */
    requestsPerSecond: count().default(50),
    /** How much of the account's concurrency is set apart for the event path; absent: nothing is. */
    eventPathConcurrency: count().optional(),
    /** For how many days what an establishment was told is kept. */
    notificationRetentionDays: days().default(90),
    /** For how many days it is kept who changed what through the API. */
    auditRetentionDays: days().default(1826),
    /** Where alarms are told; absent: alarms only change colour. */
    alarmEmail: text('an e-mail address', isEmailAddress).optional(),
  });
}

/** Every key that a deployment may choose. */
export const SETTING_KEYS = Object.keys(settingsSchema(false).shape);

type Settings = z.output<ReturnType<typeof settingsSchema>>;

/** What the settings must be together: for a wrong one its key and the sentence that goes on after it. */
function* conflicts(settings: Settings): Generator<[key: keyof Settings, says: string]> {
  const { stage, oidcIssuer, apiDomainName, emailFrom, emailIdentity } = settings;
  const hasIssuer = oidcIssuer !== undefined;
  const forCognito = 'is for Cognito: leave it out with "oidcIssuer"';
  if (hasIssuer !== settings.oidcAudience.length > 0) {
    yield ['oidcAudience', 'goes with "oidcIssuer": give both or neither'];
  }
  const reserved = ['aws', 'amazon', 'cognito'].find((word) => stage.includes(word));
  if (reserved && !hasIssuer) {
    yield [
      'stage',
      `takes no name with "${reserved}": the domain of the user pool is made from it, and Cognito refuses it`,
    ];
  }
  if (hasIssuer && settings.portalCallbackUrls.length > 0) yield ['portalCallbackUrls', forCognito];
  if (!hasIssuer && settings.portalClientId)
    yield ['portalClientId', 'goes with "oidcIssuer" only: Cognito makes a name of its own'];
  if (hasIssuer && settings.machineClients.length > 0) yield ['machineClients', forCognito];
  if ((apiDomainName === undefined) !== (settings.apiCertificateArn === undefined)) {
    yield ['apiCertificateArn', 'goes with "apiDomainName": give both or neither'];
  }
  if (settings.apiDefaultEndpoint && !apiDomainName) yield ['apiDefaultEndpoint', 'goes with "apiDomainName" only'];
  if (settings.smsProviders.includes('aggregator') && !settings.smsAggregatorUrl) {
    yield ['smsAggregatorUrl', `takes ${AGGREGATOR_URL}, when smsProviders names the aggregator`];
  }
  if (!emailFrom && stage === PROD) {
    yield ['emailFrom', `takes the address that e-mail comes from, and stage "${PROD}" has no default for it`];
  }
  const identities: string[] = identitiesFor(emailFrom ?? DEFAULT_EMAIL_FROM);
  if (emailIdentity && !identities.includes(emailIdentity)) {
    yield ['emailIdentity', `takes the SES identity that "emailFrom" sends by: ${identities.join(' or ')}`];
  }
}

/** What an issuer of one's own calls the portal, unless the deployment says otherwise. */
const DEFAULT_PORTAL_CLIENT = 'passport-notifications-portal';

const configSchema = (isLocal: boolean) =>
  settingsSchema(isLocal)
    .superRefine((settings, { addIssue }) => {
      for (const [key, message] of conflicts(settings)) addIssue({ code: 'custom', path: [key], message });
    })
    .transform(
      ({
        oidcIssuer,
        oidcAudience,
        portalClientId,
        apiDomainName,
        apiCertificateArn,
        apiDefaultEndpoint,
        ...settings
      }) => {
        const { smsAggregatorUrl, smsAggregatorAuthHeader, smsAggregatorFields, ...others } = settings;
        return {
          ...others,
          emailFrom: settings.emailFrom ?? DEFAULT_EMAIL_FROM,
          /** An existing OIDC issuer; absent: the stack makes a Cognito user pool. */
          oidc:
            oidcIssuer === undefined
              ? undefined
              : { issuer: oidcIssuer, audience: oidcAudience, portalClientId: portalClientId ?? DEFAULT_PORTAL_CLIENT },
          /** The API's own domain name; absent: it is known by the name that API Gateway makes. */
          apiDomain:
            apiDomainName === undefined || apiCertificateArn === undefined
              ? undefined
              : {
                  name: apiDomainName,
                  certificateArn: apiCertificateArn,
                  keepsDefaultEndpoint: apiDefaultEndpoint === 'on',
                },
          /** How the SMS aggregator is reached; absent where it is not among the providers. */
          smsAggregator:
            smsAggregatorUrl === undefined || !settings.smsProviders.includes('aggregator')
              ? undefined
              : { url: smsAggregatorUrl, authHeader: smsAggregatorAuthHeader, fields: smsAggregatorFields },
        };
      },
    );

/** What a deployment chooses, from CDK context (`-c key=value`) or a file of settings (`-c config=<path>`). */
export type DeploymentConfig = z.output<ReturnType<typeof configSchema>>;
/** An account that may put events, and as which sources. */
export type Producer = DeploymentConfig['producers'][number];

/**
 * Reads and checks what the deployment chooses: what the cloud would refuse is refused here, before anything is changed.
 *
 * @param options.isLocal whether the template is for this machine, where an issuer and an aggregator may listen
 * @throws SettingError naming the key and what it takes
 */
export function readConfig(node: Node, { isLocal = false } = {}): DeploymentConfig {
  const { values, placeOf } = readSettings(node, SETTING_KEYS);
  const { data, error } = configSchema(isLocal).safeParse(values);
  if (data) return data;
  const [issue] = error.issues;
  throw new SettingError(`${placeOf(String(issue?.path[0]))} ${issue?.message}`);
}

function isEmailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  return EMAIL_LOCAL_PART.test(text.slice(0, Math.max(at, 0))) && DOMAIN.test(text.slice(at + 1).toLowerCase());
}

/** A name that no mail program takes for an address, and that is not hidden in what nobody sees. */
function isDisplayName(text: string): boolean {
  return /^[^\p{C}\p{Zl}\p{Zp}@<>"]{1,60}$/u.test(text) && /[\p{L}\p{N}]/u.test(text) && text.trim() === text;
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
function isHttpsAddress(text: string, isLocal: boolean): boolean {
  if (text.length > MAX_URL_LENGTH || /\s/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username || password) return false;
  // URL takes "https:issuer.example" and "https:///issuer.example" too.
  if (!/^\/\/[^/]/.test(text.slice(protocol.length))) return false;
  if (protocol === 'https:') return DOMAIN.test(hostname);
  return isLocal && protocol === 'http:' && hostname === '127.0.0.1';
}

/**
 * The region of the deployment, as far as the CDK's command knows it. Without credentials it knows no account, and says
 * us-east-1 for want of anything better.
 */
function deploymentRegion(): string | undefined {
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  return (account && region) || undefined;
}
