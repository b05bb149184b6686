import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Spend, spendNoticesDue } from '../../../../shared/domain/spend.ts';

const spend = (more: Partial<Spend>): Spend => ({
  month: '2026-11',
  parts: 0,
  isWithin: true,
  noticedPercent: 0,
  ...more,
});

describe('a share of the spend', () => {
  it.each<[string, Partial<Spend>, number[]]>([
    ['is not due before it is reached', { parts: 79 }, []],
    ['is due once it is reached', { parts: 80 }, [80]],
    ['is due as long as nobody was told', { parts: 99 }, [80]],
    ['is due no more once it was told', { parts: 99, noticedPercent: 80 }, []],
    ['of everything is due with the last part', { parts: 100, noticedPercent: 80 }, [100]],
    [
      'of everything is due with the first message that is refused',
      { parts: 99, isWithin: false, noticedPercent: 80 },
      [100],
    ],
    ['is due with a higher one that is reached at the same moment', { parts: 100 }, [80, 100]],
    ['that is not reached is not due with a message that is refused', { parts: 0, isWithin: false }, [100]],
    ['is due no more after a higher one was told', { parts: 100, isWithin: false, noticedPercent: 100 }, []],
  ])('%s', (_what, more, due) => {
    expect(spendNoticesDue(spend(more), 100)).toEqual(due);
  });

  it('is never due where SMS are switched off', () => {
    expect(spendNoticesDue(spend({ isWithin: false }), 0)).toEqual([]);
  });

  it('is told once each and in their order, whatever the parts of the messages', () => {
    const messages = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), messages, (limit, sizes) => {
        let parts = 0;
        let noticedPercent = 0;
        let partsWhenUsedUp: number | undefined;
        const told: number[] = [];
        for (const size of sizes) {
          const isWithin = parts + size <= limit;
          if (isWithin) parts += size;
          if (!isWithin || parts === limit) partsWhenUsedUp ??= parts;
          const due = spendNoticesDue(spend({ parts, isWithin, noticedPercent }), limit);
          told.push(...due);
          noticedPercent = Math.max(noticedPercent, ...due);
        }
        const isReached = (partsWhenUsedUp ?? parts) >= limit * 0.8;
        expect(told).toEqual([...(isReached ? [80] : []), ...(partsWhenUsedUp === undefined ? [] : [100])]);
      }),
    );
  });
});
