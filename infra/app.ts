import { App } from 'aws-cdk-lib';
import { PassportNotificationsStack, STACK_NAME } from './stack.ts';

new PassportNotificationsStack(new App(), STACK_NAME);
