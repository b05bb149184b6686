/** The demo data: what it is, and how it comes into a data directory, once. */
import * as z from 'zod';
import { putEvents } from '../../../shared/queue/bus.ts';
import type { BootOptions, FillContext } from '../boot.ts';
import { localClients } from '../clients.ts';
import type { Sight } from '../local-routes.ts';
import { runScan } from '../run-scan.ts';
import { writeFileAtomically } from '../support/atomic-file.ts';
import { readDataFile } from '../support/data-files.ts';
import { importIntoLarge, loadLarge, movementsOfLarge } from './large-establishment.ts';
import { itemsOfLarge, LARGE_ESTABLISHMENT } from './large-people.ts';
import { affiliationsOfSmall, loadSmall, movementsOfSmall } from './small-establishments.ts';

/** The first start is in the past of a data directory. Every date of the demo is told from it, so that a fact stays the same. */
const stateSchema = z.object({
  firstStart: z.iso.datetime(),
  people: z.int().positive(),
  isComplete: z.boolean(),
});
type State = z.infer<typeof stateSchema>;

const LOSS = 'the demo data is put in again as of today, and the matcher refuses what it has of it already';

/**
 * The demo data of a data directory. The people of the large establishment go straight into the table, which takes a second;
 * everything else goes over the bus and by the API.
 *
 * @param people of the large establishment; those of the first start stay
 */
export function demoOf(
  dataDir: string,
  people: number,
): Required<Pick<BootOptions, 'seed' | 'sights' | 'fill' | 'afterwards'>> {
  const path = `${dataDir}/demo.json`;
  const save = (state: State) => {
    writeFileAtomically(path, `${JSON.stringify(state)}\n`);
    return state;
  };
  const read = () => readDataFile(path, stateSchema, LOSS);
  const open = () => read() ?? save({ firstStart: new Date().toISOString(), people, isComplete: false });
  const makeItems = () => {
    const { firstStart, people: count } = open();
    return [...itemsOfLarge(count, new Date(firstStart))];
  };
  let items: ReturnType<typeof makeItems> | undefined;
  return {
    sights: sightsOf(read()?.people ?? people),
    seed: {
      name: 'demo',
      prepare: () => {
        if (!read()?.isComplete) items = makeItems();
      },
      items: () => items ?? makeItems(),
    },
    fill: async (context) => {
      const state = open();
      if (state.isComplete) return;
      await load(context, state);
      save({ ...state, isComplete: true });
    },
    // A morning scan takes its time, and nobody has to wait for it.
    afterwards: async ({ awsEndpoint, outputs }) => {
      await runScan(localClients(awsEndpoint), outputs, new Date().toISOString());
    },
  };
}

/** Puts in what is not in the seed. Safe to repeat after a start that was cut short: nobody gets a message twice. */
async function load(context: FillContext, { firstStart, people }: State): Promise<void> {
  const { outputs, log } = context;
  const at = new Date(firstStart);
  const { eventBridge } = localClients(context.awsEndpoint);
  log(`putting the demo data in: three establishments, the largest with ${people.toLocaleString('en')} people`);
  await putEvents(eventBridge, outputs.EventBusName, affiliationsOfSmall(at));
  await Promise.all([loadSmall(context), loadLarge(context, people)]);
  log('putting in what happened to the people of the demo');
  await putEvents(eventBridge, outputs.EventBusName, [...movementsOfSmall(at), ...movementsOfLarge(people, at)]);
  await importIntoLarge(context, people, at);
}

function sightsOf(people: number): Sight[] {
  return [
    { establishmentId: '7000000001', about: '5 people, two contacts that are told at once' },
    { establishmentId: '7000000002', about: '2 people, one contact that is told at once' },
    {
      establishmentId: LARGE_ESTABLISHMENT,
      about: `${people.toLocaleString('en')} people followed by default; what happened waits for the daily message, which npm run daily sends`,
    },
  ];
}
