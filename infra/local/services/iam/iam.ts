import { maskAddress } from '../../../../shared/messages/mask.ts';
import { AwsError } from '../../support/http.ts';
import type { Running } from '../../support/service.ts';
import type { ResolvedResource } from '../../template/resource.ts';
import type { Decision, Grant, Policy } from './policy.ts';
import { type AwsRequest, type Naming, type RequiredAction, requiredActionsOf } from './required-actions.ts';
import { type Role, roleAt } from './roles.ts';

/** A grant of a function, in the names of the template, and whether anything has used it. */
export interface GrantUse {
  readonly function: string;
  readonly action: string;
  readonly resource: string;
  readonly isUsed: boolean;
}

/** What functions may do: what the policies of their roles in the template allow. */
export interface Iam extends Running {
  /**
   * Passes a request that its signer may make. Only functions are judged: any other key is an operator's, except one that
   * looks like a function's. A request without a key is refused.
   *
   * @param authorization the header with the signature
   * @throws AwsError as AWS answers what it refuses
   */
  authorize(authorization: string | undefined, request: AwsRequest): void;
  /** The grants of all functions, except those that nothing here can use. */
  grants(): GrantUse[];
}

/** The grants that nothing here uses, each with the reason. */
const NOT_EXERCISED: Readonly<Record<string, string>> = {
  'logs:CreateLogStream': 'logs are files in the data directory',
  'logs:PutLogEvents': 'logs are files in the data directory',
  'sqs:ChangeMessageVisibility': 'given by the CDK to every reader of a queue, for the work of Lambda',
  'sqs:GetQueueUrl': 'given by the CDK to every reader of a queue, for the work of Lambda',
};

/** The context of a request by a function: on AWS it goes over TLS. */
export const CONTEXT_OF_FUNCTIONS = { 'aws:securetransport': 'true' };

/** The secret that belongs to every access key here; signed addresses are checked with it. */
export const SECRET_ACCESS_KEY = 'local';

/** The prefix of functions' access keys. */
const FUNCTION_KEY_PREFIX = 'function.';

/** The access key that the workers of a function sign with. */
export function accessKeyOf(functionName: string): string {
  return FUNCTION_KEY_PREFIX + functionName;
}

interface Caller {
  readonly resource: ResolvedResource;
  readonly session: string;
  readonly policy: Policy;
  /** Earlier decisions, by action and resource: the same few questions repeat. */
  readonly known: Map<string, Decision>;
}

/** Judges the requests of functions by their roles. */
export function createIam(options: {
  functions: ResolvedResource[];
  roles: ReadonlyMap<string, Role>;
  /** The resources that grants may name, for their names in the template. */
  named: ResolvedResource[];
  naming: Naming;
  /** Receives every refusal, with phone numbers masked, and the name of the function that was refused. */
  onRefused: (functionName: string | undefined, message: string) => void;
  used: Set<Grant>;
}): Iam {
  const { naming, used } = options;
  const callers = new Map(
    options.functions.map((resource): [string, Caller] => {
      const role = roleAt(options.roles, resource.properties.Role, `AWS::Lambda::Function ${resource.logicalId}`);
      const session = `arn:aws:sts::${naming.accountId}:assumed-role/${role.name}/${resource.name}`;
      return [accessKeyOf(resource.name), { resource, session, policy: role.policy, known: new Map() }];
    }),
  );
  const labels = options.named.map(({ arn, logicalId }) => ({ arn, logicalId }));
  const labelOf = (resource: string): string => {
    const found = labels.find(({ arn }) => resource === arn || resource.startsWith(`${arn}/`));
    return found ? found.logicalId + resource.slice(found.arn.length) : resource;
  };

  const decide = (
    { policy, known }: Caller,
    { action, via, leadingKey }: RequiredAction,
    resource: string,
  ): Decision => {
    const key = `${action} ${resource} ${via} ${leadingKey}`;
    let decision = known.get(key);
    if (!decision) {
      const context = {
        ...CONTEXT_OF_FUNCTIONS,
        ...(via !== undefined && { 'aws:calledvialast': via }),
        ...(leadingKey !== undefined && { 'dynamodb:leadingkeys': leadingKey }),
      };
      decision = policy.decide({ action, resource, context });
      // Phone numbers and files do not repeat.
      if (resource.startsWith('arn:') && !resource.startsWith('arn:aws:s3:')) known.set(key, decision);
      if (decision.outcome === 'allowed') for (const grant of decision.grants) used.add(grant);
    }
    return decision;
  };

  return {
    authorize: (authorization, request) => {
      const [, accessKey] = /Credential=([^/]+)\//.exec(authorization ?? '') ?? [];
      if (accessKey === undefined) {
        const message = 'Request is missing Authentication Token: sign it, with any key';
        options.onRefused(undefined, message);
        throw new AwsError('MissingAuthenticationToken', message, 403);
      }
      const caller = callers.get(accessKey);
      if (!caller) {
        if (!accessKey.startsWith(FUNCTION_KEY_PREFIX)) return;
        const message = `the access key ${accessKey} belongs to no function`;
        options.onRefused(undefined, message);
        throw refusal(requiredActionsOf(request, naming)[0]?.action ?? '', message);
      }
      for (const required of requiredActionsOf(request, naming)) {
        const { action, resources } = required;
        // Decides for all, so that every grant that would do counts as used.
        const decisions = resources.map((resource) => decide(caller, required, resource));
        if (decisions.some(({ outcome }) => outcome === 'allowed')) continue;
        const isDenied = decisions.some(({ outcome }) => outcome === 'denied');
        const messageOn = (resource: string) =>
          `User: ${caller.session} is not authorized to perform: ${action} on resource: ${resource} ` +
          (isDenied
            ? 'with an explicit deny in an identity-based policy'
            : `because no identity-based policy allows the ${action} action`);
        options.onRefused(caller.resource.name, messageOn(withoutNumber(resources[0])));
        // In full, as AWS answers it: the function is responsible for what it logs of it.
        throw refusal(action, messageOn(resources[0]));
      }
    },
    grants: () =>
      [...callers.values()].flatMap(({ resource, policy }) =>
        policy.grants
          .filter(({ action }) => !(action in NOT_EXERCISED))
          .map((grant) => ({
            function: resource.logicalId,
            action: grant.action,
            resource: labelOf(grant.resource),
            isUsed: used.has(grant),
          })),
      ),
    stop: () => undefined,
  };
}

/** A resource as logs may name it: a resource without an ARN is a phone number. */
function withoutNumber(resource: string): string {
  return resource === '*' || resource.startsWith('arn:') ? resource : maskAddress('sms', resource);
}

/** A refusal as each service answers it. */
function refusal(action: string, message: string): AwsError {
  switch (action.slice(0, action.indexOf(':'))) {
    case 'sns':
    case 'sms-voice':
      return new AwsError('AuthorizationError', message, 403);
    case 'ses':
    case 's3':
      return new AwsError('AccessDenied', message, 403);
    case 'lambda':
      return new AwsError('AccessDeniedException', message, 403);
    default:
      return new AwsError('AccessDeniedException', message);
  }
}
