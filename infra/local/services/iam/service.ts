import { appendFileSync } from 'node:fs';
import type { LocalContext, Service } from '../../support/service.ts';
import type { Secrets } from '../secrets-manager/secrets.ts';
import { createIam, type Iam } from './iam.ts';
import type { Grant } from './policy.ts';
import { readRoles } from './roles.ts';
import { assertServicePermissions } from './service-permissions.ts';

/**
 * IAM: what functions may do, after a check of what services may. Each refusal is written to the console and to the log of
 * its function.
 */
export const iamService: Service<LocalContext & { secretsManager: Secrets }, Iam> = {
  name: 'IAM',
  start: ({ template, logDir, log, secretsManager, ...local }) => {
    const roles = readRoles(template);
    const used = new Set<Grant>();
    assertServicePermissions(template, { ...local, roles, used });
    return createIam({
      functions: template.resources('AWS::Lambda::Function'),
      roles,
      named: template.resources(
        'AWS::DynamoDB::GlobalTable',
        'AWS::SQS::Queue',
        'AWS::S3::Bucket',
        'AWS::Events::EventBus',
        'AWS::SecretsManager::Secret',
        'AWS::Lambda::Function',
      ),
      naming: { ...local, secretArn: secretsManager.arnOf },
      onRefused: (functionName, message) => {
        log(`refused: ${message}`);
        if (functionName !== undefined) appendFileSync(`${logDir}/${functionName}.log`, `${message}\n`);
      },
      used,
    });
  },
};
