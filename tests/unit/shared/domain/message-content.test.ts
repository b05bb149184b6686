import { describe, expect, it } from 'vitest';
import { messageContentSchema } from '../../../../shared/domain/message-content.ts';
import {
  ADDRESS_CHANGES,
  CODE,
  everyAlert,
  everyEnd,
  exitContent,
  followingEnded,
  SUPPRESSIONS,
} from '../messages/contents.ts';

describe('messageContentSchema', () => {
  it('takes every content of the templates as it is', () => {
    for (const content of [...everyAlert(), ...everyEnd(), CODE, ...ADDRESS_CHANGES, ...SUPPRESSIONS]) {
      expect(messageContentSchema.parse(content)).toEqual(content);
    }
  });

  it('drops what must not be stored', () => {
    const content = exitContent();
    const withMore = {
      ...content,
      identityNumber: '2000000006',
      name: { ar: 'محمد', en: 'Mohammed' },
      event: { ...content.event, passport: { number: 'A1234567' } },
    };
    expect(messageContentSchema.parse(withMore)).toEqual(content);
  });

  it.each([
    ['a full identity number', { ...exitContent(), identityLastFour: '2000000006' }],
    ['an alert of another event', { ...exitContent(), alert: 'entry' }],
    ['a time without an offset', { ...exitContent(), occurredAt: '2026-11-22T08:15:30' }],
    ['an establishment that is none', { ...followingEnded(), establishmentId: '1000000008' }],
    ['a bare address', { ...ADDRESS_CHANGES[0], newAddressMasked: '+966512345678' }],
    ['a code of five digits', { ...CODE, code: '48291' }],
    ['an unknown template', { ...CODE, template: 'birthday' }],
  ])('refuses %s', (_, content) => {
    expect(messageContentSchema.safeParse(content).success).toBe(false);
  });
});
