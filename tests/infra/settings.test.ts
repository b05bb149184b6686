import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { type DeploymentConfig, readConfig, SETTING_KEYS } from '../../infra/config.ts';
import { identitiesFor } from '../../infra/email-identity.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'settings-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

type Given = Record<string, unknown>;
const configOf = (context: Given, options: { isLocal?: boolean } = {}): DeploymentConfig =>
  readConfig(new App({ context: { ...cdkJson.context, ...context } }).node, options);
const refusal = (context: Given): string => {
  try {
    configOf(context);
  } catch (error) {
    if ((error as Error).name === 'SettingError') return (error as Error).message;
    throw error;
  }
  return 'taken';
};
const fileWith = (text: string, name = 'settings.json'): string => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

const ISSUER = { oidcIssuer: 'https://issuer.example', oidcAudience: 'passport-notifications' };
const AGGREGATOR = { smsProviders: 'aggregator', smsAggregatorUrl: 'https://sms.example/v2/messages' };
const CERTIFICATE = 'arn:aws:acm:me-central-1:111122223333:certificate/0b1c2d3e-0000-4000-8000-000000000000';
const DOMAIN = { apiDomainName: 'api.passports.example', apiCertificateArn: CERTIFICATE };

/** A deployment that chooses everything, as texts. */
const EVERYTHING: Record<(typeof SETTING_KEYS)[number], string> = {
  ...ISSUER,
  ...AGGREGATOR,
  ...DOMAIN,
  stage: 'prod',
  apiDefaultEndpoint: 'on',
  corsOrigins: 'https://portal.example,http://localhost:5173',
  portalClientId: 'portal',
  portalCallbackUrls: '',
  machineClients: '',
  producers: '111122223333:passports.border,111122223333:passports.visas,444455556666:passports.documents',
  replicaRegion: 'eu-central-1',
  requestsPerSecond: '100',
  smsSenderId: 'Ministry',
  smsAggregatorAuthHeader: 'X-Key',
  smsAggregatorFields: 'to=recipient,text=body',
  smsPartsPerSecond: '40',
  smsMonthlyParts: '5000',
  emailsPerSecond: '28',
  webhooksPerSecond: '20',
  eventPathConcurrency: '120',
  emailFrom: 'no-reply@mail.ministry.example',
  emailFromName: 'إشعارات جوازات الوزارة',
  emailIdentity: 'ministry.example',
  notificationRetentionDays: '365',
  auditRetentionDays: '400',
  alarmEmail: 'operators@example.com',
};

describe('what the cloud would refuse', () => {
  it.each<[string, Given]>([
    ['stage', { stage: 'Prod!' }],
    ['stage', { stage: 'test-' }],
    ['stage', { stage: '1st' }],
    ['stage', { stage: 'a'.repeat(17) }],
    ['stage', { stage: 'aws' }],
    ['stage', { stage: 'my-aws-test' }],
    ['stage', { stage: 'amazonas' }],
    ['stage', { stage: 'cognito2' }],
    ['stage', { stage: '' }],
    ['config', { config: '' }],
    ['oidcAudience', { ...ISSUER, oidcAudience: '' }],
    ['oidcAudience', { ...ISSUER, oidcAudience: ' ' }],
    ['oidcAudience', { ...ISSUER, oidcAudience: ',' }],
    ['oidcAudience', { ...ISSUER, oidcAudience: 'one,,two' }],
    ['oidcAudience', { ...ISSUER, oidcAudience: 'one,' }],
    ['oidcAudience', { ...ISSUER, oidcAudience: 'one two' }],
    ['oidcAudience', { oidcIssuer: 'https://issuer.example' }],
    ['oidcIssuer', { oidcAudience: 'passport-notifications' }],
    ['oidcIssuer', { ...ISSUER, oidcIssuer: 'issuer.example' }],
    ['oidcIssuer', { ...ISSUER, oidcIssuer: 'http://issuer.example' }],
    ['oidcIssuer', { ...ISSUER, oidcIssuer: 'http://127.0.0.1:3001' }],
    ['oidcIssuer', { ...ISSUER, oidcIssuer: 'https:issuer.example' }],
    ['oidcIssuer', { ...ISSUER, oidcIssuer: 'https:///issuer.example' }],
    ['oidcIssuer', { ...ISSUER, oidcIssuer: 'https://issuer.example?tenant=1' }],
    ['oidcIssuer', { ...ISSUER, oidcIssuer: 'https://issuer.example/#here' }],
    ['oidcIssuer', { ...ISSUER, oidcIssuer: 'https://user:word@issuer.example' }],
    ['oidcIssuer', { ...ISSUER, oidcIssuer: 'https://issuer .example' }],
    ['oidcIssuer', { ...ISSUER, oidcIssuer: 'https://10.0.0.1' }],
    ['oidcIssuer', { ...ISSUER, oidcIssuer: 'https://localhost' }],
    ['oidcIssuer', { ...ISSUER, oidcIssuer: 'ftp://issuer.example' }],
    ['oidcIssuer', { ...ISSUER, oidcIssuer: 'HTTPS://issuer.example' }],
    ['oidcIssuer', { ...ISSUER, oidcIssuer: 'https://مثال.السعودية' }],
    ['oidcIssuer', { ...ISSUER, oidcIssuer: 'https://issuer.example/.well-known/openid-configuration' }],
    ['smsSenderId', { smsSenderId: 'much too long' }],
    ['smsSenderId', { smsSenderId: '12345' }],
    ['smsSenderId', { smsSenderId: 'جوازات' }],
    ['emailFrom', { emailFrom: 'nobody' }],
    ['emailFrom', { emailFrom: 'nobody@localhost' }],
    ['emailFrom', { emailFrom: 'Passports <no-reply@ministry.example>' }],
    ['emailFrom', { emailFrom: 'no..reply@ministry.example' }],
    ['emailFrom', { emailFrom: 'no-reply@وزارة.example' }],
    ['emailFrom', { emailFrom: `${'a'.repeat(65)}@ministry.example` }],
    ['emailFrom', { emailFrom: 'no-reply@192.0.2.1' }],
    ['emailFrom', { stage: 'prod' }],
    ['emailFromName', { emailFromName: ' ' }],
    ['emailFromName', { emailFromName: 'Bank <a@b.example>' }],
    ['emailFromName', { emailFromName: 'a\nb' }],
    ['emailFromName', { emailFromName: 'a'.repeat(61) }],
    ['emailIdentity', { emailFrom: 'a@mail.ministry.example', emailIdentity: 'other.example' }],
    ['emailIdentity', { emailFrom: 'a@mail.ministry.example', emailIdentity: 'b@mail.ministry.example' }],
    ['emailIdentity', { emailFrom: 'a@mail.ministry.example', emailIdentity: 'example' }],
    ['alarmEmail', { alarmEmail: 'operators' }],
    ['alarmEmail', { alarmEmail: 'a@example.com,b@example.com' }],
    ['corsOrigins', { corsOrigins: '*' }],
    ['corsOrigins', { corsOrigins: 'https://portal.example/' }],
    ['corsOrigins', { corsOrigins: 'https://portal.example, http://portal.example' }],
    ['corsOrigins', { corsOrigins: 'https://*.example' }],
    ['corsOrigins', { corsOrigins: 'https://user@portal.example' }],
    ['corsOrigins', { corsOrigins: 'https://portal.example:443' }],
    ['corsOrigins', { corsOrigins: 'https://portal.example,' }],
    ['portalCallbackUrls', { portalCallbackUrls: 'http://portal.example' }],
    ['portalCallbackUrls', { portalCallbackUrls: 'https://portal.example/#signed-in' }],
    ['portalCallbackUrls', { portalCallbackUrls: `https://portal.example/${'a'.repeat(1024)}` }],
    [
      'portalCallbackUrls',
      { portalCallbackUrls: Array.from({ length: 101 }, (_, n) => `https://portal.example/${n}`).join(',') },
    ],
    ['machineClients', { machineClients: '2000000006' }],
    ['machineClients', { machineClients: Array.from({ length: 50 }, (_, n) => 7_000_000_001 + n).join(',') }],
    ['machineClients', { ...ISSUER, machineClients: '7000000001' }],
    ['portalCallbackUrls', { ...ISSUER, portalCallbackUrls: 'https://portal.example' }],
    ['portalClientId', { portalClientId: 'portal' }],
    ['portalClientId', { ...ISSUER, portalClientId: 'with space' }],
    ['apiDomainName', { ...DOMAIN, apiDomainName: 'https://api.passports.example' }],
    ['apiDomainName', { ...DOMAIN, apiDomainName: 'API.passports.example' }],
    ['apiDomainName', { ...DOMAIN, apiDomainName: '*.passports.example' }],
    ['apiDomainName', { ...DOMAIN, apiDomainName: 'passports' }],
    ['apiDomainName', { ...DOMAIN, apiDomainName: '192.0.2.1' }],
    ['apiDomainName', { ...DOMAIN, apiDomainName: `${'a'.repeat(64)}.example` }],
    ['apiDomainName', { ...DOMAIN, apiDomainName: 'abc.execute-api.us-east-1.amazonaws.com' }],
    ['apiDomainName', { apiCertificateArn: CERTIFICATE }],
    ['apiCertificateArn', { apiDomainName: 'api.passports.example' }],
    ['apiCertificateArn', { ...DOMAIN, apiCertificateArn: 'arn:aws:iam::111122223333:server-certificate/api' }],
    ['apiDefaultEndpoint', { apiDefaultEndpoint: 'on' }],
    ['apiDefaultEndpoint', { ...DOMAIN, apiDefaultEndpoint: 'true' }],
    ['producers', { producers: '111122223333' }],
    ['producers', { producers: 'passports.border' }],
    ['producers', { producers: '11112222333:passports.border' }],
    ['producers', { producers: '111122223333:passports.border,' }],
    ['producers', { producers: '111122223333:passports.expiry-scanner' }],
    ['producers', { producers: '111122223333:passports.' }],
    ['producers', { producers: '111122223333:passports.*' }],
    ['producers', { producers: '111122223333:passportsxborder' }],
    ['producers', { producers: '111122223333:aws.events' }],
    ['producers', { producers: '111122223333:passports.border:x' }],
    [
      'producers',
      { producers: Array.from({ length: 21 }, (_, n) => `${111_122_223_300 + n}:passports.border`).join(',') },
    ],
    ['replicaRegion', { replicaRegion: 'Frankfurt' }],
    ['replicaRegion', { replicaRegion: 'eu-central' }],
    ['notificationRetentionDays', { notificationRetentionDays: '29' }],
    ['auditRetentionDays', { auditRetentionDays: '5 years' }],
    ['eventPathConcurrency', { eventPathConcurrency: 'all' }],
    ['smsPartsPerSecond', { smsPartsPerSecond: '1' }],
    ['smsProviders', { smsProviders: 'sns,sns' }],
    ['smsProviders', { smsProviders: 'pigeon' }],
    ['smsAggregatorUrl', { smsProviders: 'aggregator' }],
    ['smsAggregatorUrl', { smsProviders: 'sns,aggregator', smsAggregatorUrl: 'http://sms.example/messages' }],
    ['smsAggregatorUrl', { smsProviders: 'aggregator', smsAggregatorUrl: 'http://127.0.0.1.sms.example/' }],
    ['smsAggregatorUrl', { smsProviders: 'aggregator', smsAggregatorUrl: 'http://127.0.0.1:4000/' }],
    ['smsAggregatorUrl', { smsProviders: 'aggregator', smsAggregatorUrl: 'https://key@sms.example/' }],
    ['smsAggregatorUrl', { smsProviders: 'aggregator', smsAggregatorUrl: `https://sms.example/${'a'.repeat(512)}` }],
    ['smsAggregatorAuthHeader', { ...AGGREGATOR, smsAggregatorAuthHeader: 'Authorization: Bearer the-key' }],
    ['smsAggregatorFields', { ...AGGREGATOR, smsAggregatorFields: 'to' }],
    ['smsAggregatorFields', { ...AGGREGATOR, smsAggregatorFields: 'to=recipient,' }],
    ['smsAggregatorFields', { ...AGGREGATOR, smsAggregatorFields: 'number=recipient' }],
    ['smsAggregatorFields', { ...AGGREGATOR, smsAggregatorFields: 'to=a,to=b' }],
    ['smsAggregatorFields', { ...AGGREGATOR, smsAggregatorFields: 'to=a,from=a' }],
    ['stage', { stage: { name: 'prod' } }],
  ])('is refused with a sentence that names %s: %j', (key, context) => {
    expect(refusal(context)).toMatch(/^context "/);
    expect(refusal(context)).toContain(`"${key}"`);
  });

  it.each<[Given]>([
    [{}],
    [EVERYTHING],
    [{ ...ISSUER, stage: 'aws-test' }],
    [{ ...ISSUER, oidcIssuer: 'https://tenant.auth0.example/' }],
    [{ ...ISSUER, oidcIssuer: 'https://login.example:8443/realms/passports/v2.0' }],
    [{ ...ISSUER, oidcAudience: 'api://passports, urn:passports' }],
    [{ portalCallbackUrls: 'https://portal.example/signed-in?from=pool,http://localhost:5173/' }],
    [{ stage: 'preprod' }],
    [{ emailFrom: "o'brien+r&d@mail.xn--mgbaa5b8f.example" }],
    [{ emailFrom: 'no-reply@Ministry.Example' }],
  ])('is not in %j', (context) => {
    expect(refusal(context)).toBe('taken');
  });

  it('is one audience more than an authorizer takes, or none', () => {
    const audiences = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z:/-]{0,9}$/), { minLength: 0, maxLength: 60 });
    fc.assert(
      fc.property(audiences, (audience) => {
        const isTaken = refusal({ ...ISSUER, oidcAudience: audience.join(',') }) === 'taken';
        expect(isTaken).toBe(audience.length >= 1 && audience.length <= 50);
      }),
    );
  });

  it('is a stage from which Cognito and CloudFormation cannot make their names', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.stringMatching(/^[a-zA-Z0-9_-]{1,18}$/),
          fc
            .tuple(
              fc.stringMatching(/^[a-z-]{0,4}$/),
              fc.constantFrom('aws', 'amazon', 'cognito'),
              fc.stringMatching(/^[a-z-]{0,4}$/),
            )
            .map((parts) => parts.join('')),
        ),
        (stage) => {
          if (refusal({ stage, emailFrom: 'a@b.example' }) !== 'taken') return;
          // https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html
          const prefix = `passport-notifications-${stage}-0123abcd`;
          expect(prefix).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
          expect(prefix).not.toMatch(/aws|amazon|cognito/);
          expect(`PassportNotifications-${stage}`).toMatch(/^[A-Za-z][A-Za-z0-9-]{0,127}$/);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is a stage that sounds as if it kept its data and does not', () => {
    for (const stage of ['production', 'prd', 'live', 'prod-2', 'prod2', 'prd1', 'live-eu']) {
      expect(refusal({ stage })).toBe(
        'context "stage" takes "prod" for what has to last: no other stage keeps its data when it is deleted',
      );
    }
  });

  it('is a certificate or a second region that does not fit the region of the deployment, where that is known', () => {
    vi.stubEnv('CDK_DEFAULT_REGION', 'eu-central-1');
    // The CDK names a region also to who has no credentials, and means nothing by it.
    expect([refusal(DOMAIN), refusal({ replicaRegion: 'eu-central-1' })]).toEqual(['taken', 'taken']);
    vi.stubEnv('CDK_DEFAULT_ACCOUNT', '111122223333');
    expect(refusal(DOMAIN)).toBe(
      'context "apiCertificateArn" takes a certificate of eu-central-1, where the deployment goes',
    );
    expect(refusal({ replicaRegion: 'eu-central-1' })).toContain('other than eu-central-1, where the deployment goes');
    vi.stubEnv('CDK_DEFAULT_REGION', 'me-central-1');
    expect([refusal(DOMAIN), refusal({ replicaRegion: 'eu-central-1' })]).toEqual(['taken', 'taken']);
  });

  it('may be right on one machine: its own issuer and an aggregator that listens there', () => {
    const here = { oidcIssuer: 'http://127.0.0.1:3001', oidcAudience: 'passport-notifications' };
    expect(configOf(here, { isLocal: true }).oidc?.issuer).toBe('http://127.0.0.1:3001');
    expect(() => configOf({ ...here, oidcIssuer: 'http://issuer.example' }, { isLocal: true })).toThrow('oidcIssuer');
  });

  it('is said by cdk synth in one sentence, without a trace, and leaves nothing behind', () => {
    const synth = () =>
      // As the CDK runs it: by the Node of the packages, or where none comes for the platform by the one that is installed.
      execFileSync('sh', ['-c', cdkJson.app], {
        cwd: root,
        encoding: 'utf8',
        env: {
          ...process.env,
          CDK_CONTEXT_JSON: JSON.stringify({ stage: 'prod' }),
          CDK_OUTDIR: join(directory, 'out'),
        },
        stdio: 'pipe',
      });
    expect(synth).toThrow(
      expect.objectContaining({
        stderr:
          'context "emailFrom" takes the address that e-mail comes from, and stage "prod" has no default for it\n',
      }),
    );
  });
});

describe('the identities that an address sends by', () => {
  it('are itself, its domain and the domains above it, and never a top-level domain', () => {
    expect(identitiesFor('no-reply@mail.hr.ministry.example')).toEqual([
      'no-reply@mail.hr.ministry.example',
      'mail.hr.ministry.example',
      'hr.ministry.example',
      'ministry.example',
    ]);
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        const [own, ...domains] = identitiesFor(address);
        expect(own).toBe(address);
        for (const domain of domains) {
          expect(`.${address.slice(address.lastIndexOf('@') + 1)}`.endsWith(`.${domain}`)).toBe(true);
          expect(domain).toContain('.');
        }
        expect(domains).toHaveLength(address.slice(address.lastIndexOf('@') + 1).split('.').length - 1);
      }),
    );
  });
});

describe('a file of settings', () => {
  it('says the same as the context, whichever part of the settings stands in it', () => {
    const expected = configOf(EVERYTHING);
    fc.assert(
      fc.property(fc.subarray([...SETTING_KEYS]), (inFile) => {
        const [file, context]: [Given, Given] = [{}, {}];
        for (const [key, value] of Object.entries(EVERYTHING)) {
          (inFile.includes(key as never) ? file : context)[key] = value;
        }
        expect(configOf({ ...context, config: fileWith(JSON.stringify(file)) })).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('may write numbers and lists as such, and begin with a byte order mark', () => {
    const config = fileWith(
      `\uFEFF${JSON.stringify({ smsMonthlyParts: 5000, corsOrigins: ['https://a.example', 'https://b.example'] })}`,
    );
    expect(configOf({ config })).toMatchObject({
      smsMonthlyParts: 5000,
      corsOrigins: ['https://a.example', 'https://b.example'],
    });
  });

  it('stands below the context, which can take a setting back', () => {
    const config = fileWith(JSON.stringify({ smsSenderId: 'Ministry', alarmEmail: 'operators@example.com' }));
    expect(configOf({ config, smsSenderId: 'Passports2' })).toMatchObject({
      smsSenderId: 'Passports2',
      alarmEmail: 'operators@example.com',
    });
    expect(configOf({ config, alarmEmail: '' }).alarmEmail).toBeUndefined();
    expect(refusal({ config: fileWith('{"stage":"uat"}'), stage: '' })).toContain('"stage"');
  });

  it('is found from the folder of package.json, wherever the command is run', () => {
    const config = relative(root, fileWith(JSON.stringify({ smsSenderId: 'Ministry' })));
    expect(configOf({ config }).smsSenderId).toBe('Ministry');
  });

  it.each<[string, string, string]>([
    ['a key that is none', '{"smsSender":"Ministry"}', '"smsSender", which is no setting: did you mean "smsSenderId"?'],
    ['a key in another case', '{"Stage":"prod"}', '"Stage", which is no setting: did you mean "stage"?'],
    ['a key like no other', '{"colour":"green"}', '"colour", which is no setting; settings are alarmEmail, '],
    ['the name of a file', '{"config":"other.json"}', '"config", which is no setting'],
    ['what is no JSON', '{"stage":', ' is no JSON: '],
    ['a list', '["stage"]', 'must hold an object of settings'],
    ['nothing', 'null', 'must hold an object of settings'],
    ['a setting of another form', '{"stage":{"name":"prod"}}', '"stage" in '],
    ['a list with a comma in it', '{"corsOrigins":["https://a.example,https://b.example"]}', '"corsOrigins" in '],
    ['a value that is refused', '{"smsSenderId":"much too long"}', '"smsSenderId" in '],
  ])('is refused with %s', (_what, text, sentence) => {
    const config = fileWith(text);
    expect(refusal({ config })).toContain(sentence);
    expect(refusal({ config })).toContain(config);
  });

  it('is missed by its name', () => {
    expect(refusal({ config: 'settings/none.json' })).toBe(
      'context "config" names settings/none.json, which cannot be read: paths go from the folder of package.json',
    );
  });
});

describe('a key of the context', () => {
  it('that is meant for one of ours and misspelt is refused, and says which', () => {
    const misspelt = fc.constantFrom(...SETTING_KEYS).chain((key) =>
      fc.nat(key.length - 1).chain((index) =>
        fc.constantFrom(
          key.slice(0, index) + key.slice(index + 1),
          `${key.slice(0, index)}x${key.slice(index)}`,
          `${key.slice(0, index)}x${key.slice(index + 1)}`,
          key.toUpperCase(),
          key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
        ),
      ),
    );
    fc.assert(
      fc.property(misspelt, (key) => {
        if ((SETTING_KEYS as readonly string[]).includes(key)) return;
        expect(refusal({ [key]: 'x' })).toMatch(new RegExp(`^context "${key}" is no setting: did you mean "\\w+"\\?$`));
      }),
    );
    expect(refusal({ satge: 'prod' })).toBe('context "satge" is no setting: did you mean "stage"?');
    expect(refusal({ Stage: 'prod' })).toBe('context "Stage" is no setting: did you mean "stage"?');
    expect(refusal({ stag: 'prod' })).toBe('context "stag" is no setting: did you mean "stage"?');
  });

  it('that is somebody else’s is left alone', () => {
    expect(
      refusal({
        'aws:cdk:enable-path-metadata': true,
        '@aws-cdk/core:newStyleStackSynthesis': true,
        'availability-zones:account=111122223333:region=us-east-1': ['us-east-1a'],
        owner: 'somebody',
        'acme/project': 'x',
        'cli-telemetry': false,
      }),
    ).toBe('taken');
  });

  it('stands in the table of docs/deployment.md, each with what it is', () => {
    const guide = readFileSync(join(root, 'docs/deployment.md'), 'utf8');
    const table = guide.slice(guide.indexOf('| context key |'), guide.indexOf('## Stages'));
    const named = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell]) => [...(cell ?? '').matchAll(/`(\w+)`/g)]);
    expect(named.map(([, key]) => key).toSorted()).toEqual([...SETTING_KEYS, 'config'].toSorted());
  });
});
