import { describe, expect, test } from 'vitest';
import { compileEventPattern } from '../../../../../../infra/local/services/eventbridge/event-pattern.ts';

const event = { source: 'passports.border', 'detail-type': 'TravellerEntered', detail: { kind: 'visitor' } };

describe('event patterns', () => {
  test.each([
    ['nothing asked', {}, true],
    ['exact value', { source: ['passports.border'] }, true],
    ['one of several values', { source: ['x', 'passports.border'] }, true],
    ['another value', { source: ['passports'] }, false],
    ['an absent field', { missing: ['x'] }, false],
    ['prefix', { source: [{ prefix: 'passports.' }] }, true],
    ['prefix of something else', { source: [{ prefix: 'visas.' }] }, false],
    ['all fields must match', { source: [{ prefix: 'passports.' }], 'detail-type': ['TravellerExited'] }, false],
    ['anything but', { 'detail-type': [{ 'anything-but': ['TravellerExited'] }] }, true],
    ['anything but what it is', { 'detail-type': [{ 'anything-but': ['x', 'TravellerEntered'] }] }, false],
    ['anything but, absent', { missing: [{ 'anything-but': ['x'] }] }, false],
  ])('%s', (_name, pattern, expected) => {
    expect(compileEventPattern(pattern)(event)).toBe(expected);
  });

  test.each([
    [{ source: [{ wildcard: 'passports.*' }] }, 'wildcard'],
    [{ source: [{ suffix: '.border' }] }, 'suffix'],
    [{ source: [{ exists: true }] }, 'exists'],
    [{ time: [{ numeric: ['>', 0] }] }, 'numeric'],
    [{ $or: [{ source: ['a'] }] }, '$or'],
    [{ source: [{ 'anything-but': { prefix: 'passports.' } }] }, 'anything-but of {"prefix":"passports."}'],
    [{ source: [null] }, 'a text or one operator'],
    [{ source: 'passports.border' }, 'source'],
    [{ detail: { kind: ['visitor'] } }, 'detail takes a list of values'],
  ])('refuses %j, naming %s', (pattern, name) => {
    expect(() => compileEventPattern(pattern as Record<string, unknown>)).toThrow(name);
  });
});
