/**
 * The environment of a function as the stack gives it, and what others need beside, for an endpoint on this machine.
 *
 * @param folder of the function, below `functions/`
 */
export function functionEnvironment(endpoint: string, folder: string): NodeJS.ProcessEnv {
  const queue = (name: string) => `${endpoint}/000000000000/${name}`;
  return {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: endpoint,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'function',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    TZ: 'UTC',
    POWERTOOLS_SERVICE_NAME: folder,
    TABLE_NAME: 'Table',
    KEYS_SECRET_ID: 'keys',
    CLIENT_SECRET_ID: 'client',
    CLIENT_ID: 'portal',
    ISSUER: 'https://issuer.example',
    FILES_ORIGIN: 'https://files.example',
    SMS_AGGREGATOR_SECRET_ID: 'aggregator',
    EVENT_BUS_NAME: 'bus',
    DEAD_LETTER_QUEUE_URL: queue('dead-letters'),
    RECEIPTS_QUEUE_URL: queue('receipts'),
    SCAN_QUEUE_URL: queue('scan'),
    SUMMARY_QUEUE_URL: queue('summary'),
    DAILY_QUEUE_URL: queue('daily'),
    IMPORT_CHECK_QUEUE_URL: queue('import-check'),
    IMPORT_APPLY_QUEUE_URL: queue('import-apply'),
    EXPORT_QUEUE_URL: queue('export'),
    FILES_BUCKET_NAME: 'files',
    URGENT_QUEUE_URL: queue('urgent'),
    REMINDER_QUEUE_URL: queue('reminder'),
    SMS_URGENT_QUEUE_URL: queue('sms-urgent'),
    SMS_REMINDER_QUEUE_URL: queue('sms-reminder'),
    EMAIL_URGENT_QUEUE_URL: queue('email-urgent'),
    EMAIL_REMINDER_QUEUE_URL: queue('email-reminder'),
    NOTIFICATION_RETENTION_DAYS: '90',
    AUDIT_RETENTION_DAYS: '1826',
    PARTS_PER_SECOND: '10000',
    SMS_SENDER_ID: 'Passports',
    SMS_PROVIDERS: 'sns',
    EMAIL_FROM: 'notifications@passport-notifications.example',
    EMAIL_FROM_NAME: 'إشعارات الجوازات | Passport notices',
    API_URL: endpoint,
    EMAIL_CONFIGURATION_SET: 'configuration-set',
    ESTABLISHMENT_SCOPES: 'passport-establishments',
    MANAGER_GROUP: 'manager',
    ROUTES: '{}',
    // No bench is to wait for others.
    REQUESTS_PER_SECOND: '1000000',
    MONTHLY_PARTS: '100000',
  };
}
