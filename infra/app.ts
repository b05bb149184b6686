import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { SettingError } from './settings.ts';
import { PassportNotificationsStack } from './stack.ts';

const app = new App();
// Here, so that no deployment goes by it; not where the local system synthesizes, which has to be fast.
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
try {
  new PassportNotificationsStack(app);
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  // A trace would bury the sentence.
  console.error(error.message);
  process.exit(1);
}
