export { createHandler } from '../../shared/notifications/deliver.ts';
