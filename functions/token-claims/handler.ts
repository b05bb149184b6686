import * as z from 'zod';
import { ESTABLISHMENT_ID } from '../../shared/domain/identity-number.ts';

export interface TokenClaimsDeps {
  /** The resource server whose scopes are establishments: `<it>/7000000001`. */
  readonly establishmentScopes: string;
  readonly logger: { warn(message: string, ids: Record<string, unknown>): void };
}

const CLIENT_CREDENTIALS = 'TokenGeneration_ClientCredentials';

/** What Cognito asks before it issues tokens, as far as it is read here: trigger events of versions 2 and 3. */
const triggerSchema = z.object({
  triggerSource: z.string().startsWith('TokenGeneration_'),
  callerContext: z.object({ clientId: z.string() }),
  request: z.object({
    userAttributes: z.record(z.string(), z.string()).nullish(),
    scopes: z.array(z.string()).nullish(),
  }),
});
type Trigger = z.output<typeof triggerSchema>;

/** What is given back: the event as it came, and what to change of the access token. */
export interface TokenAnswer {
  readonly response: {
    readonly claimsAndScopeOverrideDetails: {
      readonly accessTokenGeneration: { readonly claimsToAddOrOverride: Readonly<Record<string, string>> };
    };
  };
}

/**
 * Puts `establishment_id` into an access token: of a person the one in the user's attribute, of a machine client the one
 * that its scopes name. A token of nobody known to belong anywhere gets no claim, and the API answers it 403.
 *
 * @throws ZodError when it is no such trigger; Cognito then issues no token
 */
export async function claimEstablishment(deps: TokenClaimsDeps, event: unknown): Promise<TokenAnswer> {
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
        },
      },
    },
  };
}

function establishmentOf({ triggerSource, request }: Trigger, establishmentScopes: string): string | undefined {
  // Cognito grants a client none but its own scopes. `clientMetadata` would be the caller's own word.
  const named =
    triggerSource === CLIENT_CREDENTIALS
      ? (request.scopes ?? [])
          .filter((scope) => scope.startsWith(`${establishmentScopes}/`))
          .map((scope) => scope.slice(establishmentScopes.length + 1))
      : [request.userAttributes?.['custom:establishment_id']];
  const [establishmentId, ...more] = named;
  return establishmentId !== undefined && more.length === 0 && ESTABLISHMENT_ID.test(establishmentId)
    ? establishmentId
    : undefined;
}
