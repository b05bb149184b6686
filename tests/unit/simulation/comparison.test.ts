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
        { channel: 'sms', address: '+966530100001', language: 'ar', delivery: 'immediate', isVerified: true },
        { channel: 'email', address: 'a@example.com', language: 'en', delivery: 'daily', isVerified: true },
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
    const messages = [sent('+966530100001', 'e1', 'queued'), sent('+966530100001', 'e1'), sent('a@example.com', 'e2')];
    const inbox = new Map([['+966530100001', 3]]);
    const comparison = compare(plan, expected, { messages, inbox });
    expect(comparison).toEqual({
      expected: 2,
      missing: [`${establishmentId} contact 2: exit about e1`],
      surplus: [`${establishmentId} contact 1: exit about e1`, `${establishmentId} contact 2: exit about e2`],
      unsent: [`${establishmentId} contact 1: exit about e1 is queued`],
      inbox: [
        `${establishmentId} contact 1: 3 messages instead of 2`,
        `${establishmentId} contact 2: 0 messages instead of 2`,
      ],
      unnamed: [],
    });
    expect(agrees(comparison)).toBe(false);
  });

  it('tells apart which daily message tells of what, and what was withdrawn before', () => {
    const held = (about: string, more: object) => ({
      ...message('a@example.com', about),
      digest: '2026-12-23',
      ...more,
    });
    const due = [
      held('e1', {}),
      held('e2', {}),
      held('e3', { isWithdrawn: 'yes' }),
      held('e4', { isWithdrawn: 'maybe' }),
    ];
    const told = (about: string, digest: string) => ({ ...sent('a@example.com', about), digest });
    const withdrawn = (about: string) => sent('a@example.com', about, 'cancelled');
    const inbox = new Map([
      ['+966530100001', 1],
      ['a@example.com', 2],
    ]);
    const right = [told('e1', '2026-12-23'), told('e2', '2026-12-23'), withdrawn('e3')];
    for (const either of [withdrawn('e4'), told('e4', '2026-12-23')]) {
      expect(agrees(compare(plan, due, { messages: [...right, either], inbox }))).toBe(true);
    }
    const contact = `${establishmentId} contact 2`;
    const messages = [told('e1', '2026-12-24'), withdrawn('e2'), told('e3', '2026-12-23'), withdrawn('e4')];
    expect(compare(plan, due, { messages, inbox })).toMatchObject({
      missing: [
        `${contact}: exit about e1, in the daily message of 2026-12-23`,
        `${contact}: exit about e2, in the daily message of 2026-12-23`,
        `${contact}: exit about e3, withdrawn`,
      ],
      surplus: [
        `${contact}: exit about e1, in the daily message of 2026-12-24`,
        `${contact}: exit about e2, withdrawn`,
        `${contact}: exit about e3, in the daily message of 2026-12-23`,
      ],
      inbox: [],
    });
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
