import { randomInt, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { writeFileAtomically } from '../../support/atomic-file.ts';
import { readDataFile } from '../../support/data-files.ts';
import { AwsError } from '../../support/http.ts';
import type { Running } from '../../support/service.ts';
import type { ResolvedResource, Resources } from '../../template/resource.ts';
import { TemplateError } from '../../template/template.ts';

const storedSecret = z.object({ value: z.string().min(1), versionId: z.string(), createdAtEpochSeconds: z.number() });
const storedSecrets = z.record(z.string(), storedSecret);
const LETTERS_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const LOSS =
  'new secrets are made, so that codes which are not used yet, pages of lists and the texts of messages that wait hold no longer';

/** The properties of `GenerateSecretString` that are supported locally. */
const GENERATE_PROPERTIES = ['PasswordLength', 'ExcludePunctuation', 'SecretStringTemplate', 'GenerateStringKey'];

/** Secrets Manager on this machine. */
export interface Secrets extends Running {
  /** The ARN of a secret by its name, its ARN, or its ARN without the six characters at its end. */
  arnOf(id: string): string | undefined;
  getSecretValue(request: { SecretId?: string }): Record<string, unknown>;
}

/** Opens the secrets of the template. A value is generated once and stays in the file. */
export function openSecrets({ template, dataDir }: { template: Resources; dataDir: string }): Secrets {
  const path = `${dataDir}/secrets.json`;
  const resources = template.resources('AWS::SecretsManager::Secret');
  const stored = readDataFile(path, storedSecrets, LOSS) ?? {};
  for (const resource of resources) {
    stored[resource.name] ??= {
      value: generate(resource),
      versionId: randomUUID(),
      createdAtEpochSeconds: Math.floor(Date.now() / 1000),
    };
  }
  writeFileAtomically(path, JSON.stringify(stored, null, 2), 0o600);

  const find = (id: string) =>
    resources.find(({ name, arn }) => id === name || id === arn || id === arn.replace(/-[^-]{6}$/, ''));
  return {
    arnOf: (id) => find(id)?.arn,
    getSecretValue: ({ SecretId: id = '' }) => {
      const resource = find(id);
      const secret = resource && stored[resource.name];
      if (!resource || !secret) {
        throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
      }
      return {
        ARN: resource.arn,
        Name: resource.name,
        SecretString: secret.value,
        VersionId: secret.versionId,
        VersionStages: ['AWSCURRENT'],
        CreatedDate: secret.createdAtEpochSeconds,
      };
    },
    stop: () => undefined,
  };
}

/** @throws TemplateError for a way to make a secret that is not supported locally */
function generate({ logicalId, properties }: ResolvedResource): string {
  const settings = (properties.GenerateSecretString ?? {}) as Record<string, unknown>;
  const unknown = Object.keys(settings).filter((name) => !GENERATE_PROPERTIES.includes(name));
  if (properties.SecretString !== undefined) unknown.push('SecretString');
  if (unknown.length > 0) {
    throw new TemplateError(`AWS::SecretsManager::Secret ${logicalId}: ${unknown.join(', ')} is not supported locally`);
  }
  const { PasswordLength = 32, ExcludePunctuation, SecretStringTemplate, GenerateStringKey } = settings;
  const alphabet = LETTERS_AND_DIGITS + (ExcludePunctuation ? '' : PUNCTUATION);
  const password = Array.from({ length: Number(PasswordLength) }, () => alphabet[randomInt(alphabet.length)]).join('');
  if (SecretStringTemplate === undefined) return password;
  return JSON.stringify({ ...JSON.parse(String(SecretStringTemplate)), [String(GenerateStringKey)]: password });
}
