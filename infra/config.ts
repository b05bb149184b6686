import type { Node } from 'constructs';

/** What a deployment chooses, from CDK context (`-c key=value`). */
export interface DeploymentConfig {
  /** Name of the deployment. `prod` retains data and can be recovered to a point in time. */
  readonly stage: string;
  /** An existing OIDC issuer; absent: the stack makes a Cognito user pool. */
  readonly oidc: { readonly issuer: string; readonly audience: string[] } | undefined;
  /** Alphanumeric sender name of SMS, 3 to 11 characters, registered with the provider. */
  readonly smsSenderId: string;
  /** Address that e-mail comes from; its domain or itself is a verified SES identity. */
  readonly emailFrom: string;
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

  const issuer = text('oidcIssuer');
  const audience = text('oidcAudience');
  if ((issuer === undefined) !== (audience === undefined)) {
    throw new Error('context "oidcIssuer" and "oidcAudience" go together: give both or neither');
  }
  return {
    stage: checked('stage', 'dev', /^[a-z][a-z0-9-]{0,15}$/, 'lower-case letters, digits and hyphens'),
    oidc: issuer && audience ? { issuer, audience: audience.split(',').map((one) => one.trim()) } : undefined,
    smsSenderId: checked(
      'smsSenderId',
      'Passports',
      /^(?=.*[A-Za-z])[A-Za-z0-9-]{3,11}$/,
      '3 to 11 letters, digits and hyphens, at least one letter',
    ),
    emailFrom: checked(
      'emailFrom',
      'notifications@passport-notifications.example',
      /^[^\s@<>]+@[^\s@<>]+$/,
      'an e-mail address',
    ),
    alarmEmail: text('alarmEmail'),
  };
}
