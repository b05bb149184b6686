import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SUBJECTS } from '../../shared/domain/notification.ts';
import type { TestRequest } from '../support/api.ts';
import { type Dynalite, startDynalite } from '../support/dynalite.ts';
import { ESTABLISHMENT } from '../support/factories.ts';
import { createWorld, type World } from '../support/world.ts';

let dynalite: Dynalite;
let world: World;

beforeAll(async () => {
  dynalite = await startDynalite();
  world = createWorld(await dynalite.newTable());
});
afterAll(() => dynalite.stop());

const EXIT = { alert: 'exit', kind: 'resident', channel: 'sms', language: 'en' };
const preview = (body: Record<string, unknown>, more: TestRequest = {}) =>
  world.api('POST /v1/message-previews', { establishmentId: ESTABLISHMENT, body, ...more });

describe('a preview of a message', () => {
  it('is the SMS as it would be sent now, with its parts', async () => {
    world.clock.set('2026-11-23T05:25:00Z');
    expect(await preview({ ...EXIT, reference: '١٠٤٢', label: ' Crane operator ' })).toMatchObject({
      status: 200,
      body: {
        text: 'Resident 6717 exited Saudi Arabia\n1042 Crane operator\n2026-11-23 08:25\nPort: King Khalid International Airport',
        parts: 1,
      },
    });
  });

  it('is the e-mail as it would be sent, in both parts', async () => {
    const { status, body } = await preview({ ...EXIT, channel: 'email', reference: '1042', label: 'Crane operator' });
    expect(status).toBe(200);
    expect(Object.keys(body).toSorted()).toEqual(['html', 'subject', 'text']);
    for (const part of ['subject', 'text', 'html']) expect(body[part]).toContain('Crane operator');
    expect(body.html).toContain(ESTABLISHMENT);
  });

  it.each(SUBJECTS)('of %s names reference and label, for every kind, channel and language', async (alert) => {
    for (const kind of ['resident', 'visitor']) {
      for (const channel of ['sms', 'email']) {
        for (const language of ['ar', 'en']) {
          const { status, body } = await preview({
            alert,
            kind,
            channel,
            language,
            reference: 'م-12',
            label: 'أنيل كومار',
          });
          expect(status).toBe(200);
          expect(body.text).toContain('م-12');
          expect(body.text).toContain('أنيل كومار');
        }
      }
    }
  });

  it('needs no more than a token that may read, and stores nothing', async () => {
    const claims = { scope: 'passport-notifications/read' };
    expect(await preview(EXIT, { claims })).toMatchObject({ status: 200 });
    expect(world.queued).toEqual([]);
  });

  it.each([
    [{ ...EXIT, alert: 'overstay' }, '/alert not-offered'],
    [{ ...EXIT, kind: undefined }, '/kind required'],
    [{ ...EXIT, channel: 'pigeon' }, '/channel not-offered'],
    [{ ...EXIT, language: 'fr' }, '/language not-offered'],
    [{ ...EXIT, reference: 'a b' }, '/reference bad-reference'],
    [{ ...EXIT, reference: '1234567890123' }, '/reference too-long'],
    [{ ...EXIT, reference: '512345678' }, '/reference holds-number'],
    [{ ...EXIT, label: 'see example.com' }, '/label holds-link'],
    [{ ...EXIT, label: '2000000006' }, '/label holds-number'],
    [{ ...EXIT, label: 'x'.repeat(41) }, '/label too-long'],
    [{ ...EXIT, text: 'mine' }, '/text unknown-field'],
  ])('refuses what a subscription would: %#', async (body, refusal) => {
    const { status, body: problem } = await preview(body);
    expect(status).toBe(422);
    expect(problem.errors.map(({ path, code }: { path: string; code: string }) => `${path} ${code}`)).toEqual([
      refusal,
    ]);
  });
});
