import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { AWS_CLIENT } from '../../aws-client.ts';

const aggregatorSecretSchema = z.object({
  /** The aggregator's key for us; operators put it in. */
  apiKey: z.string().check(z.trim(), z.regex(/^[\x21-\x7e]+$/)),
  /** Our key for the aggregator: it signs its callbacks with it. */
  callbackKey: z.string().check(z.minLength(32)),
});

/** Reads what we and the SMS aggregator know each other by, once at cold start. @throws Error unless both keys are there */
export async function loadAggregatorSecret(
  secretId: string,
  client = new SecretsManagerClient(AWS_CLIENT),
): Promise<z.infer<typeof aggregatorSecretSchema>> {
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
  try {
    return aggregatorSecretSchema.parse(JSON.parse(SecretString));
  } catch {
    // The error of a parser would quote the secret.
    throw new Error('the secret of the SMS aggregator is not {"apiKey": "…", "callbackKey": "…"}');
  }
}
