import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { presentHolder } from '../../shared/domain/affiliation.ts';
import { readTraveller } from '../../shared/store/travellers.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { createWorld, strangers } from '../support/world.ts';

describe('a registry that sends the whole history of a traveller at once', () => {
  let dynalite: Dynalite;
  beforeAll(async () => {
    dynalite = await startDynalite();
  });
  afterAll(() => dynalite.stop());

  it('has every fact applied, though all of them write on the same traveller', async () => {
    const world = createWorld(await dynalite.newTable());
    const {
      identityNumber,
      establishments: [establishmentId],
    } = strangers();
    const facts = Array.from({ length: 40 }, (_, index) => {
      const day = new Date(Date.UTC(2026, 0, 1 + index)).toISOString();
      const common = { identityNumber, establishmentId, occurredAt: day };
      return index % 2 === 0
        ? () => world.tell('AffiliationStarted', { ...common, kind: 'visitor' })
        : () => world.tell('AffiliationEnded', { ...common, reason: 'other' });
    });
    await Promise.all(facts.map((tell) => tell()));
    const { affiliations: records } = await readTraveller(world.table, identityNumber);
    expect(records.flatMap(({ starts }) => starts)).toHaveLength(20);
    expect(records.flatMap(({ ends }) => ends)).toHaveLength(20);
    expect(presentHolder(records)).toBeUndefined();
    expect(records.map(({ present }) => present)).toEqual([false]);
  });
});
