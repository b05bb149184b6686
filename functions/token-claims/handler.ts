import * as z from 'zod/mini';
import { type EstablishmentId, establishmentIdSchema } from '../../shared/domain/ids.ts';
import { MANAGE_SCOPE } from '../../shared/http/scopes.ts';
import type { TokenClaimsDeps } from './deps.ts';

const CLIENT_CREDENTIALS = 'TokenGeneration_ClientCredentials';

/** What Cognito asks before it issues tokens, as far as it is read here: trigger events of versions 2 and 3. */
const triggerSchema = z.object({
  triggerSource: z.string().check(z.startsWith('TokenGeneration_')),
  callerContext: z.object({ clientId: z.string() }),
  request: z.object({
    userAttributes: z.nullish(z.record(z.string(), z.string())),
    scopes: z.nullish(z.array(z.string())),
    groupConfiguration: z.nullish(z.object({ groupsToOverride: z.nullish(z.array(z.string())) })),
  }),
});
type Trigger = z.output<typeof triggerSchema>;

/** What is given back: the event as it came, and what to change of the access token. */
export interface TokenAnswer {
  readonly response: {
    readonly claimsAndScopeOverrideDetails: {
      readonly accessTokenGeneration: {
        readonly claimsToAddOrOverride: Readonly<Record<string, string>>;
        readonly scopesToSuppress: readonly string[];
      };
    };
  };
}

/**
 * Puts `establishment_id` into an access token: of a person the one in the user's attribute, of a machine client the one
 * that its scopes name. A token of nobody known to belong anywhere gets no claim, and the API answers it 403. A person who
 * is no manager loses the scope to manage, whatever was asked for; a machine client keeps what the stack granted it.
 *
 * @throws ZodError when it is no such trigger; Cognito then issues no token
 */
export function createHandler(deps: TokenClaimsDeps): (event: unknown) => Promise<TokenAnswer> {
  return async (event) => claimEstablishment(deps, event);
}

function claimEstablishment(deps: TokenClaimsDeps, event: unknown): TokenAnswer {
  const trigger = triggerSchema.parse(event);
  const establishmentId = establishmentOf(trigger, deps.establishmentScopes);
  if (establishmentId === undefined) {
    const { triggerSource, callerContext } = trigger;
    deps.logger.warn('token without an establishment', { triggerSource, clientId: callerContext.clientId });
  }
  return {
    ...(event as object),
    response: {
      claimsAndScopeOverrideDetails: {
        accessTokenGeneration: {
          claimsToAddOrOverride: establishmentId === undefined ? {} : { establishment_id: establishmentId },
          scopesToSuppress: mayManage(trigger, deps.managerGroup) ? [] : [MANAGE_SCOPE],
        },
      },
    },
  };
}

/** The role is a group, because no token lets a user change groups; attributes may be writable for some client. */
function mayManage({ triggerSource, request }: Trigger, managerGroup: string): boolean {
  if (triggerSource === CLIENT_CREDENTIALS) return true;
  return request.groupConfiguration?.groupsToOverride?.includes(managerGroup) ?? false;
}

function establishmentOf(
  { triggerSource, request }: Trigger,
  establishmentScopes: string,
): EstablishmentId | undefined {
  // Cognito grants a client none but its own scopes. `clientMetadata` would be the caller's own word.
  const named =
    triggerSource === CLIENT_CREDENTIALS
      ? (request.scopes ?? [])
          .filter((scope) => scope.startsWith(`${establishmentScopes}/`))
          .map((scope) => scope.slice(establishmentScopes.length + 1))
      : [request.userAttributes?.['custom:establishment_id']];
  const [establishmentId, ...more] = named;
  return more.length === 0 ? establishmentIdSchema.safeParse(establishmentId).data : undefined;
}
