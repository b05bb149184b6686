import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { PassportNotificationsStack, STACK_NAME } from './stack.ts';

const app = new App();
// Here, so that no deployment goes by it; not where the local system synthesizes, which has to be fast.
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
new PassportNotificationsStack(app, STACK_NAME);
