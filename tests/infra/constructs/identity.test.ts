import { describe, expect, it } from 'vitest';
import { functionOf, ownIssuer, prod, stack } from '../../support/deployments.ts';
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

describe('who checks tokens', () => {
  it('is a user pool of our own with both scopes, where the deployment names no issuer', () => {
    expect(stack.all('AWS::Cognito::UserPool')).toHaveLength(1);
    const [server] = stack.all('AWS::Cognito::UserPoolResourceServer');
    expect(server?.properties.Identifier).toBe('passport-notifications');
    expect(listOf(server?.properties.Scopes).map((scope) => fieldOf(scope, 'ScopeName'))).toEqual(['read', 'manage']);
  });

  /** Eight digits of the stack's id, which tell nothing of the account. */
  const OF_STACK = JSON.stringify({
    'Fn::Select': [0, { 'Fn::Split': ['-', { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }] }],
  });

  it('hands out tokens at an address of its own, made from the stage and the stack', () => {
    const [domain, ...more] = stack.all('AWS::Cognito::UserPoolDomain');
    expect(more).toEqual([]);
    expect(textOf(domain?.properties.Domain)).toBe(`passport-notifications-dev-${OF_STACK}`);
    expect(textOf(stack.outputs.TokenUrl?.Value)).toBe(
      `https://{${domain?.id}}.auth.{AWS::Region}.amazoncognito.com/oauth2/token`,
    );
    const [ofProd] = prod.all('AWS::Cognito::UserPoolDomain');
    expect(textOf(ofProd?.properties.Domain)).toBe(`passport-notifications-prod-${OF_STACK}`);
  });

  it('tells nobody the number of the account: it is in no address that callers see', () => {
    for (const synthesis of [stack, prod, withClients()]) {
      for (const name of ['ApiUrl', 'AuthorizeUrl', 'TokenUrl']) {
        expect(textOf(synthesis.outputs[name]?.Value)).not.toContain('AccountId');
      }
      for (const { properties } of synthesis.all('AWS::Cognito::UserPoolDomain')) {
        expect(JSON.stringify(properties)).not.toContain('AccountId');
      }
    }
  });

  it('sends its e-mails by SES where the deployment names an identity that is verified, and by itself otherwise', () => {
    const emailOf = (synthesis: Synthesis) => synthesis.all('AWS::Cognito::UserPool')[0]?.properties.EmailConfiguration;
    expect([stack, prod].map(emailOf)).toEqual([undefined, undefined]);
    const chosen = synthesizedWith({ emailFrom: 'no-reply@mail.ministry.example', emailIdentity: 'ministry.example' });
    expect(emailOf(chosen)).toMatchObject({ EmailSendingAccount: 'DEVELOPER', From: 'no-reply@mail.ministry.example' });
    expect(textOf(fieldOf(emailOf(chosen), 'SourceArn'))).toBe(
      'arn:{AWS::Partition}:ses:{AWS::Region}:{AWS::AccountId}:identity/ministry.example',
    );
  });

  it('asks a function of ours which establishment a token is for, of people and of machines', () => {
    const [pool] = stack.all('AWS::Cognito::UserPool');
    const trigger = functionOf('token-claims');
    expect(pool?.properties.UserPoolTier).toBe('ESSENTIALS');
    expect(fieldOf(pool?.properties.LambdaConfig, 'PreTokenGenerationConfig')).toEqual({
      LambdaArn: { 'Fn::GetAtt': [trigger.id, 'Arn'] },
      LambdaVersion: 'V3_0',
    });
    expect(trigger.properties.Timeout).toBe(5);
    const allowed = stack
      .all('AWS::Lambda::Permission')
      .filter(({ properties }) => targetOf(properties.FunctionName) === trigger.id);
    expect(allowed.map(({ properties }) => [properties.Principal, targetOf(properties.SourceArn)])).toEqual([
      ['cognito-idp.amazonaws.com', pool?.id],
    ]);
  });

  it('lets operators alone say to whom a person belongs, once, and asks for a second factor', () => {
    const [pool] = stack.all('AWS::Cognito::UserPool');
    expect(pool?.properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    });
    expect(listOf(pool?.properties.Schema)).toContainEqual(
      expect.objectContaining({ Name: 'establishment_id', Mutable: false, AttributeDataType: 'String' }),
    );
    for (const { properties } of withClients().all('AWS::Cognito::UserPoolClient')) {
      expect(listOf(properties.WriteAttributes)).not.toContain('custom:establishment_id');
      // Else Cognito lets a token change the user's own attributes.
      expect(listOf(properties.AllowedOAuthScopes)).not.toContain('aws.cognito.signin.user.admin');
      // Nobody signs in with a password by an API call.
      expect(properties.ExplicitAuthFlows).toEqual(['ALLOW_REFRESH_TOKEN_AUTH']);
    }
  });

  it('has one role beside reading, a group that operators put people into, and tells the trigger its name', () => {
    const [pool] = stack.all('AWS::Cognito::UserPool');
    const [group, ...more] = stack.all('AWS::Cognito::UserPoolGroup');
    expect(more).toEqual([]);
    expect(group?.properties).toMatchObject({ GroupName: 'manager' });
    expect(targetOf(group?.properties.UserPoolId)).toBe(pool?.id);
    expect(group?.properties).not.toHaveProperty('RoleArn');
    expect(fieldOf(functionOf('token-claims').properties.Environment, 'Variables')).toMatchObject({
      MANAGER_GROUP: 'manager',
    });
  });

  const withClients = () =>
    synthesizedWith({
      portalCallbackUrls: 'https://portal.example/signed-in, http://localhost:8080',
      machineClients: '7000000001,7000000002,7000000001',
    });
  const flowsOf = ({ properties }: Resource) => listOf(properties.AllowedOAuthFlows).map(textOf);

  it('has the portal as its client for people, who come back there or to the addresses of the deployment', () => {
    const chosen = withClients();
    const [portal, ...more] = chosen
      .all('AWS::Cognito::UserPoolClient')
      .filter((client) => flowsOf(client).includes('code'));
    expect(more).toEqual([]);
    expect(portal?.properties).toMatchObject({
      GenerateSecret: true,
      AllowedOAuthFlows: ['code'],
      PreventUserExistenceErrors: 'ENABLED',
    });
    const [api] = chosen.all('AWS::ApiGatewayV2::Api');
    const others = ['https://portal.example/signed-in', 'http://localhost:8080'];
    const addresses = (name: string) => listOf(portal?.properties[name]).map(textOf);
    expect(addresses('CallbackURLs')).toEqual([`{${api?.id}.ApiEndpoint}/portal/session/callback`, ...others]);
    expect(addresses('LogoutURLs')).toEqual([`{${api?.id}.ApiEndpoint}/portal`, ...others]);
    const [secret] = chosen
      .all('AWS::SecretsManager::Secret')
      .filter(({ properties }) => textOf(properties.SecretString) === `{${portal?.id}.ClientSecret}`);
    const variables = fieldOf(functionOf('portal').properties.Environment, 'Variables');
    expect(targetOf(fieldOf(variables, 'CLIENT_SECRET_ID'))).toBe(secret?.id);
    expect(listOf(portal?.properties.AllowedOAuthScopes).map(textOf).join(' ')).not.toContain('establishments');
  });

  it('has a client for the machines of each establishment, and none for those of all', () => {
    const chosen = withClients();
    const machines = chosen
      .all('AWS::Cognito::UserPoolClient')
      .filter((client) => flowsOf(client).includes('client_credentials'));
    const own = chosen
      .all('AWS::Cognito::UserPoolResourceServer')
      .find(({ properties }) => properties.Identifier === 'passport-establishments');
    expect(machines).toHaveLength(2);
    for (const [index, { properties }] of machines.entries()) {
      expect(properties).toMatchObject({ GenerateSecret: true, AllowedOAuthFlows: ['client_credentials'] });
      const scopes = listOf(properties.AllowedOAuthScopes).map(textOf);
      expect(scopes.filter((scope) => scope.includes(`{${own?.id}}`))).toEqual([`{${own?.id}}/700000000${index + 1}`]);
      expect(scopes).toHaveLength(3);
    }
    const [authorizer] = chosen.all('AWS::ApiGatewayV2::Authorizer');
    const clients = chosen.all('AWS::Cognito::UserPoolClient');
    const audience = listOf(fieldOf(authorizer?.properties.JwtConfiguration, 'Audience'));
    expect(audience.map(targetOf).toSorted()).toEqual(ids(clients));
    expect(Object.keys(chosen.outputs)).toEqual(
      expect.arrayContaining(['PortalClientId', 'MachineClientId7000000001', 'MachineClientId7000000002']),
    );

    const plain = stack.all('AWS::Cognito::UserPoolClient');
    expect(plain.map((client) => [flowsOf(client), client.properties.AllowedOAuthFlowsUserPoolClient])).toEqual([
      [['code'], true],
    ]);
  });

  it('is the issuer that the deployment names, and no pool is made', () => {
    expect(ownIssuer.all('AWS::Lambda::Function').map(folderOf)).not.toContain('token-claims');
    for (const type of ['UserPool', 'UserPoolGroup', 'UserPoolDomain', 'UserPoolResourceServer', 'UserPoolClient']) {
      expect(ownIssuer.all(`AWS::Cognito::${type}`)).toEqual([]);
    }
    const [authorizer] = ownIssuer.all('AWS::ApiGatewayV2::Authorizer');
    expect(authorizer?.properties.JwtConfiguration).toEqual({
      Issuer: 'https://issuer.example',
      Audience: ['one', 'two'],
    });
  });
});
