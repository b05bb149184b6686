import { describe, expect, it } from 'vitest';
import { agrees, compare } from '../../simulation/comparison.ts';
import type { Plan } from '../../simulation/plan.ts';

const establishmentId = '7100000001';
const plan: Plan = {
  options: { seed: 1, establishments: 1, travellers: 1, days: 1, until: '2026-11-22' },
  establishments: [
    {
      establishmentId,
      contacts: [
        { channel: 'sms', address: '+966530100001', language: 'ar', isVerified: true },
        { channel: 'email', address: 'a@example.com', language: 'en', isVerified: true },
      ],
    },
  ],
  days: [],
};
const message = (address: string, about: string) => ({
  establishmentId,
  address,
  alert: 'exit',
  about,
  names: ['1042', 'Anil Kumar'],
});
const sent = (address: string, about: string, status = 'sent', text = 'Resident 6717 exited\n1042 Anil Kumar') => {
  const { names: _names, ...observed } = message(address, about);
  return { ...observed, channel: 'sms' as const, status, text };
};
const expected = [message('+966530100001', 'e1'), message('a@example.com', 'e1')];

describe('the comparison of a run with the model', () => {
  it('agrees when every message was sent once and the inbox holds these and the codes', () => {
    const messages = [sent('a@example.com', 'e1'), sent('+966530100001', 'e1')];
    const inbox = new Map([
      ['+966530100001', 2],
      ['a@example.com', 2],
    ]);
    expect(agrees(compare(plan, expected, { messages, inbox }))).toBe(true);
  });

  it('names what is missing, surplus or unsent, and whose inbox holds another number, by ids only', () => {
    const messages = [
      sent('+966530100001', 'e1', 'cancelled'),
      sent('+966530100001', 'e1'),
      sent('a@example.com', 'e2'),
    ];
    const inbox = new Map([['+966530100001', 3]]);
    const comparison = compare(plan, expected, { messages, inbox });
    expect(comparison).toEqual({
      expected: 2,
      missing: [`${establishmentId} contact 2: exit about e1`],
      surplus: [`${establishmentId} contact 1: exit about e1`, `${establishmentId} contact 2: exit about e2`],
      unsent: [`${establishmentId} contact 1: exit about e1 is cancelled`],
      inbox: [
        `${establishmentId} contact 1: 3 messages instead of 2`,
        `${establishmentId} contact 2: 0 messages instead of 2`,
      ],
      unnamed: [],
    });
    expect(agrees(comparison)).toBe(false);
  });

  it('names the messages that do not say who they are about', () => {
    const messages = [
      sent('+966530100001', 'e1', 'sent', 'Resident 6717 exited\nAnil Kumar'),
      sent('a@example.com', 'e1', 'delivered', 'It is about 1042 Anil\nKumar.'),
    ];
    const inbox = new Map([
      ['+966530100001', 2],
      ['a@example.com', 2],
    ]);
    const comparison = compare(plan, expected, { messages, inbox });
    expect(comparison.unnamed).toEqual([`${establishmentId} contact 1: exit about e1`]);
    expect(agrees(comparison)).toBe(false);
  });
});
