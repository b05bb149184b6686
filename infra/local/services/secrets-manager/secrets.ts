import { randomInt, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { writeFileAtomically } from '../../support/atomic-file.ts';
import { readDataFile } from '../../support/data-files.ts';
import { AwsError } from '../../support/http.ts';
import type { ResolvedResource } from '../../template/resolver.ts';

const storedSecret = z.object({ value: z.string().min(1), versionId: z.string(), createdAtEpochSeconds: z.number() });
const storedSecrets = z.record(z.string(), storedSecret);
const LOSS =
  'new secrets are made, so that codes which are not used yet, pages of lists and the texts of messages that wait hold no longer';

interface GenerateSecretString {
  PasswordLength?: number;
  ExcludeCharacters?: string;
  ExcludeLowercase?: boolean;
  ExcludeNumbers?: boolean;
  ExcludePunctuation?: boolean;
  ExcludeUppercase?: boolean;
  IncludeSpace?: boolean;
  SecretStringTemplate?: string;
  GenerateStringKey?: string;
}

/** Secrets Manager on this machine. */
export interface Secrets {
  /** The ARN of a secret by its name, by its ARN, or by that without the six characters at its end. */
  arnOf(id: string): string | undefined;
  getSecretValue(request: { SecretId?: string }): Record<string, unknown>;
}

/** Opens the secrets of the template; a generated value is made once and stays in the file. */
export function openSecrets(path: string, resources: ResolvedResource[]): Secrets {
  const stored = readDataFile(path, storedSecrets, LOSS) ?? {};
  for (const { name, properties } of resources) {
    stored[name] ??= {
      value: initialValue(properties),
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
  };
}

function initialValue(properties: Record<string, unknown>): string {
  if (typeof properties.SecretString === 'string') return properties.SecretString;
  const generate = (properties.GenerateSecretString ?? {}) as GenerateSecretString;
  const password = generatePassword(generate);
  if (!generate.SecretStringTemplate || !generate.GenerateStringKey) return password;
  const template = JSON.parse(generate.SecretStringTemplate) as Record<string, unknown>;
  return JSON.stringify({ ...template, [generate.GenerateStringKey]: password });
}

function generatePassword(options: GenerateSecretString): string {
  const alphabet = [
    options.ExcludeLowercase ? '' : 'abcdefghijklmnopqrstuvwxyz',
    options.ExcludeUppercase ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    options.ExcludeNumbers ? '' : '0123456789',
    options.ExcludePunctuation ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    options.IncludeSpace ? ' ' : '',
  ].join('');
  const allowed = [...alphabet].filter((character) => !options.ExcludeCharacters?.includes(character));
  return Array.from({ length: options.PasswordLength ?? 32 }, () => allowed[randomInt(allowed.length)]).join('');
}
