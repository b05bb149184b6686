import type { LocalContext, Service } from '../../support/service.ts';
import { openSecrets, type Secrets } from './secrets.ts';

/** Secrets Manager. */
export const secretsManagerService: Service<LocalContext, Secrets> = {
  name: 'Secrets Manager',
  start: ({ template, dataDir }) =>
    openSecrets(`${dataDir}/secrets.json`, template.resources('AWS::SecretsManager::Secret')),
};
