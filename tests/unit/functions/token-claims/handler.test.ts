import { describe, expect, it } from 'vitest';
import { createHandler } from '../../../../functions/token-claims/handler.ts';

const POOL = 'eu-central-1_EXAMPLE';

/** How the versions of the trigger event that customise access tokens are named. */
const VERSIONS = ['2', '3'];
const SIGN_INS = [
  'TokenGeneration_HostedAuth',
  'TokenGeneration_Authentication',
  'TokenGeneration_NewPasswordChallenge',
  'TokenGeneration_AuthenticateDevice',
  'TokenGeneration_RefreshTokens',
];
const MANAGE = 'passport-notifications/manage';

/** What Cognito asks when a person signs in; versions 2 and 3 of the trigger event have the same shape. */
const ofPerson = (
  userAttributes: Record<string, string>,
  triggerSource = 'TokenGeneration_HostedAuth',
  { groups = ['manager'] as string[] | null, version = '3', scopes = ['openid', 'email', MANAGE] as string[] } = {},
) => ({
  version,
  triggerSource,
  region: 'eu-central-1',
  userPoolId: POOL,
  userName: '3a1e5c0e-7071-70d2-8b4e-0f5a1c2d3e4f',
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '1example23456789' },
  request: {
    userAttributes: {
      sub: '3a1e5c0e-7071-70d2-8b4e-0f5a1c2d3e4f',
      'cognito:user_status': 'CONFIRMED',
      email_verified: 'true',
      email: 'hr@establishment.example',
      ...userAttributes,
    },
    groupConfiguration: { groupsToOverride: groups, iamRolesToOverride: [], preferredRole: null },
    scopes,
  },
  response: { claimsAndScopeOverrideDetails: null },
});

/** What Cognito asks when a machine signs in with its secret, which is version 3 only. */
const ofMachine = (scopes: string[] | null, more: object = {}) => ({
  version: '3',
  triggerSource: 'TokenGeneration_ClientCredentials',
  region: 'eu-central-1',
  userPoolId: POOL,
  userName: null,
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '7machine23456789' },
  request: { userAttributes: {}, groupConfiguration: {}, scopes, ...more },
  response: { claimsAndScopeOverrideDetails: null },
});

async function ask(event: object) {
  const warnings: unknown[] = [];
  const logger = { warn: (message: string, ids: object) => warnings.push({ message, ...ids }) };
  const handler = createHandler({ establishmentScopes: 'passport-establishments', managerGroup: 'manager', logger });
  const answer = await handler(event);
  const { response, ...rest } = answer;
  const { response: _asked, ...asked } = event as { response: unknown };
  expect(rest).toEqual(asked);
  return { response, warnings };
}

const claiming = (claims: Record<string, string>, scopesToSuppress: string[] = []) => ({
  claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: claims, scopesToSuppress } },
});

describe('the claim of a person', () => {
  it.each(SIGN_INS)('is the establishment in the attribute of the user, at %s', async (source) => {
    const { response, warnings } = await ask(ofPerson({ 'custom:establishment_id': '7000000001' }, source));
    expect(response).toEqual(claiming({ establishment_id: '7000000001' }));
    expect(warnings).toEqual([]);
  });

  it.each([
    ['there is none', {}],
    ['it is no number of an establishment', { 'custom:establishment_id': '2000000006' }],
    ['it is more than one', { 'custom:establishment_id': '7000000001,7000000002' }],
  ])('is left out where %s, and the log names nothing but the client', async (_why, attributes) => {
    const { response, warnings } = await ask(ofPerson(attributes));
    expect(response).toEqual(claiming({}));
    expect(warnings).toEqual([
      {
        message: 'token without an establishment',
        triggerSource: 'TokenGeneration_HostedAuth',
        clientId: '1example23456789',
      },
    ]);
  });

  it('is never what a scope says', async () => {
    const event = ofPerson({});
    event.request.scopes.push('passport-establishments/7000000001');
    expect((await ask(event)).response).toEqual(claiming({}));
  });
});

describe('the role of a person', () => {
  const establishment = { 'custom:establishment_id': '7000000001' };
  const claims = { establishment_id: '7000000001' };
  const everySignIn = VERSIONS.flatMap((version) => SIGN_INS.map((source) => [source, version] as const));

  it.each(everySignIn)('is manager by the group, at %s in version %s', async (source, version) => {
    for (const groups of [['manager'], ['others', 'manager']]) {
      const { response } = await ask(ofPerson(establishment, source, { version, groups }));
      expect(response).toEqual(claiming(claims));
    }
  });

  it.each(everySignIn)('is else reader, without the scope to manage, at %s in version %s', async (source, version) => {
    for (const groups of [[], null, ['reader'], ['Manager', 'managers', 'manager ']]) {
      const { response } = await ask(ofPerson(establishment, source, { version, groups }));
      expect(response).toEqual(claiming(claims, [MANAGE]));
    }
  });

  it('is reader where Cognito names no groups, or the person belongs to no establishment', async () => {
    const event = ofPerson(establishment);
    const { groupConfiguration: _groups, ...request } = event.request;
    expect((await ask({ ...event, request })).response).toEqual(claiming(claims, [MANAGE]));
    expect((await ask(ofPerson({}, undefined, { groups: [] }))).response).toEqual(claiming({}, [MANAGE]));
  });

  it('adds no scope that was not asked for', async () => {
    for (const scopes of [['openid'], ['passport-notifications/read'], [MANAGE]]) {
      for (const groups of [[], ['manager']]) {
        const { response } = await ask(ofPerson(establishment, undefined, { scopes, groups }));
        expect(response).toEqual(claiming(claims, groups.length === 0 ? [MANAGE] : []));
      }
    }
  });

  it('is nothing that users can say of themselves', async () => {
    const event = ofPerson({ ...establishment, 'custom:role': 'manager', profile: 'manager' }, undefined, {
      groups: [],
    });
    const request = { ...event.request, clientMetadata: { role: 'manager', 'cognito:groups': 'manager' } };
    expect((await ask({ ...event, request })).response).toEqual(claiming(claims, [MANAGE]));
  });
});

describe('the claim of a machine client', () => {
  it('is the establishment whose scope it was granted', async () => {
    const scopes = ['passport-notifications/read', 'passport-establishments/7000000002'];
    const { response, warnings } = await ask(ofMachine(scopes));
    expect(response).toEqual(claiming({ establishment_id: '7000000002' }));
    expect(warnings).toEqual([]);
  });

  it.each([
    ['none was granted', ['passport-notifications/manage']],
    ['there are no scopes at all', null],
    ['there are two', ['passport-establishments/7000000001', 'passport-establishments/7000000002']],
    ['it is another kind of scope', ['passport-establishments-of-others/7000000001', 'x/7000000001']],
    ['it is no establishment', ['passport-establishments/1000000008']],
  ])('is left out where %s', async (_why, scopes) => {
    const { response, warnings } = await ask(ofMachine(scopes));
    expect(response).toEqual(claiming({}));
    expect(warnings).toMatchObject([{ clientId: '7machine23456789' }]);
  });

  it('is never what the caller says of itself', async () => {
    const said = { establishment_id: '7000000001', 'custom:establishment_id': '7000000001' };
    const event = ofMachine(['passport-notifications/read'], { clientMetadata: said, userAttributes: said });
    expect((await ask(event)).response).toEqual(claiming({}));
  });
});

it('takes nothing but what Cognito asks before it issues tokens', async () => {
  const event = { ...ofMachine([]), triggerSource: 'PreSignUp_SignUp' };
  await expect(ask(event)).rejects.toThrow();
});
