import { describe, expect, it } from 'vitest';
import { indexWriteUnits, itemBytes, readUnits, tableWriteUnits } from '../../bench/capacity.ts';

describe('what DynamoDB charges', () => {
  it.each<[string, Record<string, unknown>, number]>([
    ['text, by its UTF-8 bytes', { a: 'abc', ب: 'ب' }, 1 + 3 + 2 + 2],
    ['numbers, a byte for two digits and one more', { a: 12345, b: 100, c: 0 }, 1 + 4 + 1 + 2 + 1 + 1],
    ['booleans and null', { a: true, b: null }, 4],
    ['lists and maps', { a: ['xy', { k: 'v' }] }, 1 + 3 + (1 + 2) + (1 + 3 + 1 + 2)],
    ['sets', { a: new Set(['xy', 'z']) }, 1 + 3],
    ['nothing for what is undefined', { a: undefined }, 0],
  ])('counts %s', (_, item, bytes) => {
    expect(itemBytes(item)).toBe(bytes);
  });

  it('counts reads by 4 KB, half of it when they may be late', () => {
    expect([readUnits(0, true), readUnits(4096, false), readUnits(4097, true)]).toEqual([1, 0.5, 2]);
  });

  it('counts a write by the larger one of what was there and what is', () => {
    const item = (bytes: number) => ({ a: 'x'.repeat(bytes - 1) });
    expect([
      tableWriteUnits(undefined, undefined),
      tableWriteUnits(item(1024), item(10)),
      tableWriteUnits(undefined, item(1025)),
    ]).toEqual([1, 1, 2]);
  });

  it('counts what an index has to write', () => {
    const there = { pk: 'p', sk: 's', unsettledShard: 'a', unsettledSince: '1', status: 'queued' };
    const gone = { pk: 'p', sk: 's', status: 'sent' };
    const told = {
      pk: 'p',
      sk: 's',
      notified: '7',
      notifiedOf: '7#1',
      createdAtAndId: '1',
      status: 'queued',
      text: 'x',
    };
    const listed = { pk: 'p', sk: 's', presentAt: '7', identityNumber: '1', label: 'x'.repeat(1500) };
    expect({
      appears: indexWriteUnits(undefined, there),
      stays: indexWriteUnits(there, { ...there, status: 'sending' }),
      moves: indexWriteUnits(there, { ...there, unsettledSince: '2' }),
      leaves: indexWriteUnits(there, gone),
      isNotThere: indexWriteUnits(gone, { ...gone, status: 'failed' }),
      appearsInTwo: indexWriteUnits(undefined, told),
      changesWhatOneOfThemHolds: indexWriteUnits(told, { ...told, status: 'sent' }),
      changesWhatNoneHolds: indexWriteUnits(told, { ...told, text: 'x'.repeat(3000) }),
      changesWithAllAttributes: indexWriteUnits(listed, { ...listed, label: '' }),
      isTheSame: indexWriteUnits(listed, { ...listed }),
    }).toEqual({
      appears: 1,
      stays: 0,
      moves: 2,
      leaves: 1,
      isNotThere: 0,
      appearsInTwo: 2,
      changesWhatOneOfThemHolds: 1,
      changesWhatNoneHolds: 0,
      changesWithAllAttributes: 2,
      isTheSame: 0,
    });
  });
});
