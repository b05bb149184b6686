import type { LocalContext, Service } from '../../support/service.ts';
import { openSecrets, type Secrets } from './secrets.ts';

/** Secrets Manager. */
export const secretsManagerService: Service<LocalContext, Secrets> = { name: 'Secrets Manager', start: openSecrets };
