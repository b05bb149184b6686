import { Duration, Lazy, RemovalPolicy, SecretValue, Stack, Validations } from 'aws-cdk-lib';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import {
  AccountRecovery,
  type CfnUserPool,
  type CfnUserPoolClient,
  ClientAttributes,
  FeaturePlan,
  LambdaVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  StringAttribute,
  UserPool,
  type UserPoolClient,
  type UserPoolDomain,
  UserPoolOperation,
  type UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { Secret, type SecretProps } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { RESOURCE_SERVER } from '../../shared/http/scopes.ts';
import { SESSION_LIFE_MS, TOKEN_CLAIMS_TIMEOUT_MS } from '../../shared/timing.ts';
import { type DeploymentConfig, PROD } from '../config.ts';
import { stackIdPart } from '../stack-id.ts';
import type { Monitoring } from './monitoring.ts';
import { ServiceFunction } from './service-function.ts';

/** The group of the pool whose people may manage; everybody else of the pool is a reader. */
const MANAGER_GROUP = 'manager';
/** A scope of this one says which establishment a machine client stands for: `passport-establishments/7000000001`. */
const ESTABLISHMENT_SCOPES = 'passport-establishments';

interface IdentityProps {
  readonly config: Pick<
    DeploymentConfig,
    'oidc' | 'stage' | 'portalCallbackUrls' | 'machineClients' | 'emailFrom' | 'emailIdentity'
  >;
  readonly removalPolicy: RemovalPolicy;
  readonly monitoring: Monitoring;
}

/**
 * Who checks tokens: an issuer that the deployment names, or a Cognito user pool of its own.
 *
 * The pool has one client for people (authorization code with PKCE) and one for each establishment's machines (client
 * credentials). A trigger puts `establishment_id` into the access tokens of both,
 * and takes the scope to manage out of those of people who are no managers.
 */
export class Identity extends Construct {
  readonly authorizer: HttpJwtAuthorizer;
  /** What a client that asks the pool for tokens has to know, by the name of the output; empty with an issuer of another's. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The portal as a client of the issuer. */
  private readonly portal: { readonly issuer: string; readonly clientId: string; readonly secret: Secret };
  /** Where the portal itself is; known once the API is. */
  private portalOrigin: string | undefined;

  constructor(scope: Construct, id: string, { config, removalPolicy, monitoring }: IdentityProps) {
    super(scope, id);
    if (config.oidc) {
      const { issuer, audience, portalClientId } = config.oidc;
      this.authorizer = new HttpJwtAuthorizer('Tokens', issuer, { jwtAudience: audience });
      // An operator puts in what the issuer gave; until then nobody signs in at the portal.
      const secret = this.clientSecret({
        removalPolicy,
        generateSecretString: { passwordLength: 40, excludePunctuation: true },
      });
      this.portal = { issuer, clientId: portalClientId, secret };
      this.outputs = { PortalClientSecretArn: secret.secretArn };
      return;
    }
    const pool = this.userPool(config.stage, removalPolicy);
    if (config.emailIdentity) this.sendBySes(pool, config.emailFrom, config.emailIdentity);
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason: 'The Plus plan guards passwords that stand alone: here nobody signs in without a second factor.',
    });
    this.claimEstablishment(pool, monitoring);
    this.roles(pool, removalPolicy);

    const read = new ResourceServerScope({ scopeName: 'read', scopeDescription: 'See what the establishment follows' });
    const manage = new ResourceServerScope({ scopeName: 'manage', scopeDescription: 'Change what it follows' });
    const server = pool.addResourceServer('Scopes', { identifier: RESOURCE_SERVER, scopes: [read, manage] });
    const scopes = [OAuthScope.resourceServer(server, read), OAuthScope.resourceServer(server, manage)];
    const portal = this.portalClient(pool, scopes, config.portalCallbackUrls);
    const machines = this.machineClients(pool, scopes, config.machineClients);

    const { region, urlSuffix } = Stack.of(this);
    // Prefixes are shared by all accounts of a region, and everybody who signs in sees it.
    const domain = pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `passport-notifications-${config.stage}-${stackIdPart(this)}` },
    });
    const issuer = `https://cognito-idp.${region}.${urlSuffix}/${pool.userPoolId}`;
    this.portal = {
      issuer,
      clientId: portal.userPoolClientId,
      // By the attribute of the resource: the CDK's own way is a function that asks Cognito.
      secret: this.clientSecret({
        // It goes with the client, which has it.
        removalPolicy: RemovalPolicy.DESTROY,
        secretStringValue: SecretValue.resourceAttribute(
          (portal.node.defaultChild as CfnUserPoolClient).attrClientSecret,
        ),
      }),
    };
    // Access tokens of Cognito have no `aud`; the gateway compares their `client_id` instead.
    this.authorizer = new HttpJwtAuthorizer('Tokens', issuer, {
      jwtAudience: [portal, ...machines.values()].map(({ userPoolClientId }) => userPoolClientId),
    });
    this.outputs = {
      ...outputsOf(pool, domain, portal, machines),
      PortalClientSecretArn: this.portal.secret.secretArn,
    };
  }

  /** Makes the portal's function a client of the issuer. @param origin where the portal is, without a path */
  bindPortal(fn: ServiceFunction, origin: string): void {
    const { issuer, clientId, secret } = this.portal;
    this.portalOrigin = origin;
    fn.bind(
      { ISSUER: issuer, CLIENT_ID: clientId, CLIENT_SECRET_ID: secret.secretArn },
      { actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] },
    );
  }

  private clientSecret(
    props: Pick<SecretProps, 'removalPolicy' | 'generateSecretString' | 'secretStringValue'>,
  ): Secret {
    const secret = new Secret(this, 'PortalClientSecret', {
      description: 'What the portal of Passport Notifications proves with that it is the client of the issuer',
      ...props,
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'The issuer decides what its client proves with: a new value here alone would lock everybody out.',
    });
    return secret;
  }

  /** People are put in by operators, with the establishment they work for, and sign in with a second factor. */
  private userPool(stage: string, removalPolicy: RemovalPolicy): UserPool {
    return new UserPool(this, 'UserPool', {
      // Lite does not let access tokens be customised.
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      // Set once, when a user is made: nobody moves to another establishment.
      customAttributes: { establishment_id: new StringAttribute({ minLen: 10, maxLen: 10, mutable: false }) },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection: stage === PROD,
      removalPolicy,
    });
  }

  /**
   * Has the pool's invitations and codes sent from our own address; Cognito's own sends 50 a day for an account. Only where
   * the deployment names the identity, because Cognito refuses one that is not verified.
   */
  private sendBySes(pool: UserPool, from: string, identity: string): void {
    // The construct of the CDK wants to know the region, and the template names none.
    (pool.node.defaultChild as CfnUserPool).emailConfiguration = {
      emailSendingAccount: 'DEVELOPER',
      from,
      sourceArn: Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName: identity }),
    };
  }

  private claimEstablishment(pool: UserPool, monitoring: Monitoring): void {
    const fn = new ServiceFunction(this, 'TokenClaims', {
      monitoring,
      folder: 'token-claims',
      description: 'Puts the establishment into access tokens, and takes out what the role of a person does not have',
      errorsMean: 'Establishments get no tokens: neither people nor machines can sign in to the API.',
      timeout: Duration.millis(TOKEN_CLAIMS_TIMEOUT_MS),
    });
    fn.addEnvironment('ESTABLISHMENT_SCOPES', ESTABLISHMENT_SCOPES);
    fn.addEnvironment('MANAGER_GROUP', MANAGER_GROUP);
    // Version 3 is the first that is asked about client credentials too.
    pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, fn, LambdaVersion.V3_0);
  }

  /** A person is a manager by a group, which only operators can change, and else a reader. It stays as long as the pool does. */
  private roles(pool: UserPool, removalPolicy: RemovalPolicy): void {
    const group = pool.addGroup('Managers', {
      groupName: MANAGER_GROUP,
      description: 'May change what the establishment follows; other people of the pool only see it',
    });
    group.applyRemovalPolicy(removalPolicy);
  }

  /** The portal, which keeps its secret and the tokens of people away from their browsers. Signing in goes by the pool's own pages alone. */
  private portalClient(pool: UserPool, scopes: OAuthScope[], otherCallbackUrls: readonly string[]): UserPoolClient {
    // The portal is part of the API, which needs the client to be there first.
    const addresses = (path: string) =>
      Lazy.list({ produce: () => [`${this.portalOrigin}${path}`, ...otherCallbackUrls] });
    return pool.addClient('Portal', {
      generateSecret: true,
      authFlows: { userSrp: false },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, ...scopes],
        callbackUrls: addresses('/portal/session/callback'),
        logoutUrls: addresses('/portal'),
      },
      readAttributes: new ClientAttributes()
        .withStandardAttributes({ email: true, emailVerified: true, fullname: true, locale: true })
        .withCustomAttributes('establishment_id'),
      // The establishment is not among them.
      writeAttributes: new ClientAttributes().withStandardAttributes({ fullname: true, locale: true }),
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.millis(SESSION_LIFE_MS),
    });
  }

  /** One client for each establishment: the scope that names the establishment is granted to that client alone. */
  private machineClients(
    pool: UserPool,
    scopes: OAuthScope[],
    establishments: readonly string[],
  ): Map<string, UserPoolClient> {
    if (establishments.length === 0) return new Map();
    const own = establishments.map(
      (scopeName) => new ResourceServerScope({ scopeName, scopeDescription: `Stands for establishment ${scopeName}` }),
    );
    const server: UserPoolResourceServer = pool.addResourceServer('Establishments', {
      identifier: ESTABLISHMENT_SCOPES,
      scopes: own,
    });
    return new Map(
      own.map((establishment) => [
        establishment.scopeName,
        pool.addClient(`Machine${establishment.scopeName}`, {
          generateSecret: true,
          authFlows: { userSrp: false },
          oAuth: {
            flows: { clientCredentials: true },
            scopes: [...scopes, OAuthScope.resourceServer(server, establishment)],
          },
          enableTokenRevocation: true,
          accessTokenValidity: Duration.hours(1),
        }),
      ]),
    );
  }
}

function outputsOf(
  pool: UserPool,
  domain: UserPoolDomain,
  portal: UserPoolClient,
  machines: ReadonlyMap<string, UserPoolClient>,
): Record<string, string> {
  return {
    UserPoolId: pool.userPoolId,
    AuthorizeUrl: `${domain.baseUrl()}/oauth2/authorize`,
    TokenUrl: `${domain.baseUrl()}/oauth2/token`,
    PortalClientId: portal.userPoolClientId,
    ...Object.fromEntries(
      [...machines].map(([establishmentId, client]) => [`MachineClientId${establishmentId}`, client.userPoolClientId]),
    ),
  };
}
