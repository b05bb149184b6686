import { describe, expect, test } from 'vitest';
import { compileEventPattern } from '../../../../../../infra/local/services/eventbridge/event-pattern.ts';

const event = {
  source: 'passports.border',
  'detail-type': 'TravellerEntered',
  resources: ['one', 'two'],
  detail: { daysLeft: 30, kind: 'visitor', note: null, nested: { flag: true } },
};

describe('event patterns', () => {
  test.each([
    ['nothing asked', {}, true],
    ['exact value', { source: ['passports.border'] }, true],
    ['one of several values', { source: ['x', 'passports.border'] }, true],
    ['another value', { source: ['passports'] }, false],
    ['prefix', { source: [{ prefix: 'passports.' }] }, true],
    ['prefix of something else', { source: [{ prefix: 'visas.' }] }, false],
    ['suffix', { source: [{ suffix: '.border' }] }, true],
    ['all fields must match', { source: [{ prefix: 'passports.' }], 'detail-type': ['TravellerExited'] }, false],
    ['a value inside detail', { detail: { nested: { flag: [true] } } }, true],
    ['null', { detail: { note: [null] } }, true],
    ['a field below one that is absent', { detail: { missing: { deeper: ['x'] } } }, false],
    ['any of the values of a list', { resources: ['two'] }, true],
    ['exists', { detail: { kind: [{ exists: true }] } }, true],
    ['exists, absent', { detail: { missing: [{ exists: true }] } }, false],
    ['does not exist', { detail: { missing: [{ exists: false }] } }, true],
    ['anything but', { detail: { kind: [{ 'anything-but': 'resident' }] } }, true],
    ['anything but a list', { detail: { kind: [{ 'anything-but': ['resident', 'visitor'] }] } }, false],
    ['anything but a prefix', { source: [{ 'anything-but': { prefix: 'passports.' } }] }, false],
    ['anything but, absent', { detail: { missing: [{ 'anything-but': 'x' }] } }, false],
    ['numeric range', { detail: { daysLeft: [{ numeric: ['>', 7, '<=', 30] }] } }, true],
    ['outside a numeric range', { detail: { daysLeft: [{ numeric: ['<', 30] }] } }, false],
    ['numeric on a text', { detail: { kind: [{ numeric: ['>', 0] }] } }, false],
  ])('%s', (_name, pattern, expected) => {
    expect(compileEventPattern(pattern)(event)).toBe(expected);
  });

  test.each([
    [{ source: [{ wildcard: 'passports.*' }] }, 'wildcard'],
    [{ $or: [{ source: ['a'] }] }, '$or'],
    [{ source: [{ 'anything-but': { wildcard: '*' } }] }, 'wildcard'],
    [{ source: 'passports.border' }, 'source'],
    [{ detail: { daysLeft: [{ numeric: ['~', 1] }] } }, 'numeric'],
  ])('refuses %j, naming %s', (pattern, name) => {
    expect(() => compileEventPattern(pattern as Record<string, unknown>)).toThrow(name);
  });
});
