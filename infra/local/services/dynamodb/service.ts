import { openDatabase } from '../../support/data-files.ts';
import type { LocalContext, Service } from '../../support/service.ts';
import { type Seed, startTables, type Tables } from './tables.ts';

const LOSS =
  'everything that was stored is lost (people, contacts, subscriptions, notifications), and what waits in queues will not find it; delete the whole data directory to begin again';

/** DynamoDB. `wasUnclean`: the last run did not stop in order, so indexes are rebuilt. `seed`: what its table begins with. */
export const dynamodbService: Service<LocalContext & { wasUnclean: boolean; seed: Seed | undefined }, Tables> = {
  name: 'DynamoDB',
  start: ({ wasUnclean, ...local }) =>
    openDatabase(`${local.dataDir}/dynamodb`, LOSS, (path) =>
      startTables({ ...local, path, rebuildIndexes: wasUnclean }),
    ),
};
