import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { OAuthScope, ResourceServerScope, UserPool, type UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { DeploymentConfig } from '../config.ts';

export const RESOURCE_SERVER = 'passport-notifications';
export const READ_SCOPE = `${RESOURCE_SERVER}/read`;
export const MANAGE_SCOPE = `${RESOURCE_SERVER}/manage`;

/**
 * Who checks tokens: an issuer that the deployment names, or a Cognito user pool of its own.
 *
 * The pool is not ready for use yet: its tokens carry the scopes, but no `establishment_id`, without which the API
 * answers 403. That takes a pre-token-generation trigger which knows the establishment of a client; it is not there yet.
 */
export class Identity extends Construct {
  readonly authorizer: HttpJwtAuthorizer;
  /** The pool, its client, and where the client gets its tokens; absent with an issuer of the deployment's own. */
  readonly userPool: { pool: UserPool; client: UserPoolClient; tokenUrl: string } | undefined;

  constructor(
    scope: Construct,
    id: string,
    props: { oidc: DeploymentConfig['oidc']; stage: string; removalPolicy: RemovalPolicy },
  ) {
    super(scope, id);
    if (props.oidc) {
      this.authorizer = new HttpJwtAuthorizer('Tokens', props.oidc.issuer, { jwtAudience: props.oidc.audience });
      return;
    }
    const pool = new UserPool(this, 'UserPool', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      passwordPolicy: { minLength: 12 },
      removalPolicy: props.removalPolicy,
    });
    const read = new ResourceServerScope({ scopeName: 'read', scopeDescription: 'See what the establishment follows' });
    const manage = new ResourceServerScope({ scopeName: 'manage', scopeDescription: 'Change what it follows' });
    const server = pool.addResourceServer('Scopes', { identifier: RESOURCE_SERVER, scopes: [read, manage] });
    const client = pool.addClient('Machine', {
      generateSecret: true,
      oAuth: {
        flows: { clientCredentials: true },
        scopes: [OAuthScope.resourceServer(server, read), OAuthScope.resourceServer(server, manage)],
      },
    });
    const { account, region, urlSuffix } = Stack.of(this);
    // Prefixes are shared by all accounts of a region.
    const domain = pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `passport-notifications-${props.stage}-${account}` },
    });
    this.userPool = { pool, client, tokenUrl: `${domain.baseUrl()}/oauth2/token` };
    this.authorizer = new HttpJwtAuthorizer('Tokens', `https://cognito-idp.${region}.${urlSuffix}/${pool.userPoolId}`, {
      jwtAudience: [client.userPoolClientId],
    });
  }
}
