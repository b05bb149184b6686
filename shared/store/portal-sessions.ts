/** The sessions of the portal: who is signed in, and the sealed tokens that the portal asks the API with. */
import * as z from 'zod/mini';
import { establishmentIdSchema } from '../domain/ids.ts';
import { epochSecondsAfter } from '../domain/time.ts';
import { deleteIf, getItem, type Key, putIf, type Table, updateIf } from './table.ts';
import { parseAlone } from './unreadable.ts';

const instant = z.iso.datetime();

const sessionSchema = z.object({
  establishmentId: establishmentIdSchema,
  role: z.enum(['read', 'manage']),
  /** The tokens of the issuer, sealed to this session. */
  sealedTokens: z.string(),
  /** When the access token ends. */
  tokenEndsAt: instant,
  /** When somebody last used the session, give or take a minute. */
  usedAt: instant,
  /** When the session ends, however much it is used. */
  endsAt: instant,
});
export type PortalSession = z.infer<typeof sessionSchema>;

/** What the tokens of a session are once they were renewed. */
type Renewed = Pick<PortalSession, 'sealedTokens' | 'tokenEndsAt' | 'role'>;

/** @param sessionHash keyed hash of the session's id: the id itself stands in the cookie alone */
const keyOf = (sessionHash: string): Key => ({ pk: `SESSION#${sessionHash}`, sk: 'SESSION' });

/** Reads a session, strongly consistent; undefined when there is none, or it does not parse. */
export async function readSession(table: Table, sessionHash: string): Promise<PortalSession | undefined> {
  const item = await getItem(table, keyOf(sessionHash));
  return item && parseAlone(table.logger, 'portal-session', item, sessionSchema.parse)?.value;
}

/** Stores a new session, which the table forgets soon after its end. */
export async function createSession(table: Table, sessionHash: string, session: PortalSession): Promise<void> {
  const expiresAtEpochSeconds = epochSecondsAfter(new Date(session.endsAt), 0);
  await putIf(table, { Item: { ...keyOf(sessionHash), ...session, expiresAtEpochSeconds } });
}

/** Notes that a session is used. A session that was ended meanwhile stays so. */
export async function markUsed(table: Table, sessionHash: string, now: Date): Promise<void> {
  await updateIf(table, {
    Key: keyOf(sessionHash),
    ConditionExpression: 'attribute_exists(pk)',
    UpdateExpression: 'SET usedAt = :now',
    ExpressionAttributeValues: { ':now': now.toISOString() },
  });
}

/**
 * Takes the renewal of a session's tokens for oneself: an issuer may take a refresh token once only.
 *
 * @param until when somebody else may try
 * @returns false where the session has ended, its tokens were renewed meanwhile, or somebody else renews them
 */
export async function claimRenewal(
  table: Table,
  sessionHash: string,
  { tokenEndsAt, now, until }: { tokenEndsAt: string; now: Date; until: Date },
): Promise<boolean> {
  const claimed = await updateIf(table, {
    Key: keyOf(sessionHash),
    ConditionExpression: 'tokenEndsAt = :tokenEndsAt AND (attribute_not_exists(renewalUntil) OR renewalUntil <= :now)',
    UpdateExpression: 'SET renewalUntil = :until',
    ExpressionAttributeValues: {
      ':tokenEndsAt': tokenEndsAt,
      ':now': now.toISOString(),
      ':until': until.toISOString(),
    },
  });
  return claimed !== false;
}

/** Saves renewed tokens; false where the session was ended meanwhile. */
export async function saveRenewed(table: Table, sessionHash: string, renewed: Renewed): Promise<boolean> {
  const saved = await updateIf(table, {
    Key: keyOf(sessionHash),
    ConditionExpression: 'attribute_exists(pk)',
    UpdateExpression: 'SET sealedTokens = :sealedTokens, tokenEndsAt = :tokenEndsAt, #role = :role REMOVE renewalUntil',
    ExpressionAttributeNames: { '#role': 'role' },
    ExpressionAttributeValues: {
      ':sealedTokens': renewed.sealedTokens,
      ':tokenEndsAt': renewed.tokenEndsAt,
      ':role': renewed.role,
    },
  });
  return saved !== false;
}

/** Ends a session; nothing happens where there is none. */
export async function deleteSession(table: Table, sessionHash: string): Promise<void> {
  await deleteIf(table, { Key: keyOf(sessionHash) });
}
