import { openDatabase } from '../../support/data-files.ts';
import type { LocalContext, Service } from '../../support/service.ts';
import type { Iam } from '../iam/iam.ts';
import { type Queues, startQueues } from './queues.ts';

const LOSS = 'what waits in queues is lost, so that it is not sent; all else stays';

/** SQS. It reads the bodies of its requests, so it has them authorized. */
export const sqsService: Service<LocalContext & { iam: Iam }, Queues> = {
  name: 'SQS',
  start: ({ iam, ...local }) =>
    openDatabase(`${local.dataDir}/sqs`, LOSS, (path) =>
      startQueues({
        ...local,
        dataDir: path,
        authorize: (authorization, target, body) => iam.authorize(authorization, { target, body }),
      }),
    ),
};
