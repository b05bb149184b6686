import { openDatabase } from '../../support/data-files.ts';
import type { LocalContext, Service } from '../../support/service.ts';
import type { Iam } from '../iam/iam.ts';
import type { Queues } from '../sqs/queues.ts';
import { type Buckets, startBuckets } from './buckets.ts';

const LOSS = 'files of imports and exports are lost, which are there for a day; all else stays';

/** S3. It answers in XML and knows requests without a header of authorization, so it has them authorized itself. */
export const s3Service: Service<LocalContext & { iam: Iam; sqs: Queues }, Buckets> = {
  name: 'S3',
  start: ({ iam, sqs, ...local }) =>
    openDatabase(`${local.dataDir}/s3`, LOSS, (path) =>
      startBuckets({ ...local, dataDir: path, queues: sqs, authorize: iam.authorize }),
    ),
};
