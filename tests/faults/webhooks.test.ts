import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bodyOf } from '../../shared/client/client.ts';
import { eventually } from '../support/eventually.ts';
import { type ApiClient, Client, LocalProcess } from '../support/local-system.ts';
import { newEstablishment, newResident, passportEvents } from '../support/passport-events.ts';
import {
  type Answering,
  answering,
  certificateFor,
  type Receiver,
  startReceiver,
  taking,
} from '../support/receiver.ts';

/** Longer than a system is waited for. */
const LATE_MS = 9000;
const SLOW_MS = 1000;
const TEN_MEGABYTES = 10 * 1024 * 1024;
/** Nothing counts as an answer that comes after this, so that what waits for one is not kept from its end. */
const later = (ms: number, then: () => void) => {
  // biome-ignore lint/style/noRestrictedGlobals: a late answer is one of the faults.
  setTimeout(then, ms).unref();
};

/** Does something else with the first try of each message. */
function first(how: Answering): Answering {
  const seen = new Set<string>();
  return (response, received) => {
    if (seen.has(received.id)) return taking(response, received);
    seen.add(received.id);
    how(response, received);
  };
}

/** An establishment whose one person its own system is told of. */
interface Tenant {
  readonly name: string;
  readonly api: ApiClient;
  readonly person: string;
  readonly receiver: Receiver;
}

describe('systems in trouble, beside one that is not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  const valid = certificateFor(2);
  const expired = certificateFor(-1);
  const tenants: Tenant[] = [];
  let local: LocalProcess | undefined;
  afterAll(async () => {
    await Promise.all(tenants.map(({ receiver }) => receiver.stop()));
    await local?.stop();
    if (local) rmSync(local.addresses.dataDir, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  });

  async function newTenant(system: Client, name: string, tls?: Parameters<typeof startReceiver>[1]): Promise<Tenant> {
    const receiver = await startReceiver(taking, tls);
    const establishmentId = newEstablishment();
    const api = await system.establishment(establishmentId);
    const body = { channel: 'webhook', address: receiver.url } as const;
    const { id } = bodyOf(await api.typed.POST('/v1/contacts', { body }));
    await eventually(`the webhook of ${name}`, async () => {
      const { status } = bodyOf(
        await api.typed.GET('/v1/contacts/{contactId}', { params: { path: { contactId: id } } }),
      );
      return status === 'verified' || undefined;
    });
    const person = newResident();
    await system.putEvents(passportEvents.started(person, establishmentId));
    await api.subscribe(person, { alerts: ['entry', 'exit'], contactIds: [id] });
    receiver.received.length = 0;
    const tenant = { name, api, person, receiver };
    tenants.push(tenant);
    return tenant;
  }

  it('are told everything once, twice only where an answer was lost and then under the same id, and hold up nobody', async () => {
    const authorities = join(folder, 'authorities.pem');
    writeFileSync(authorities, `${valid.authority}\n${expired.authority}`);
    process.env.NODE_EXTRA_CA_CERTS = authorities;
    local = await LocalProcess.boot();
    const system = new Client(local.addresses);

    const sound = await newTenant(system, 'a sound one');
    const behaviours: Readonly<Record<string, Answering>> = {
      'a slow one': (response, received) => later(SLOW_MS, () => taking(response, received)),
      'one that breaks': answering(500),
      'one that drops the connection': first((response) => void response.destroy()),
      'one that answers late': first((response, received) => later(LATE_MS, () => taking(response, received))),
      'one that loses its answer': first((response) => {
        response.writeHead(200, { 'content-length': '100' }).write('tak');
        later(SLOW_MS, () => response.destroy());
      }),
      'one that redirects': answering(307, '', { location: sound.receiver.url }),
      'one that answers at length': (response) => void response.end('x'.repeat(TEN_MEGABYTES)),
    };
    for (const name of Object.keys(behaviours)) await newTenant(system, name);
    const outdated = await newTenant(system, 'one with a certificate that ran out', valid);
    for (const { name, receiver } of tenants) receiver.answer(behaviours[name] ?? taking);
    outdated.receiver.show(expired);

    // The sound one comes last in every queue.
    const inTrouble = tenants.filter((tenant) => tenant !== sound);
    for (const { person } of [...inTrouble, sound]) {
      await system.putEvents(passportEvents.entered(person), passportEvents.exited(person));
    }
    await eventually('the sound one to be told', async () => sound.receiver.received.length >= 2 || undefined);
    const statuses = async ({ api }: Tenant) =>
      bodyOf(await api.typed.GET('/v1/notifications')).items.map(({ status }) => status);
    // Whatever they do, these three have taken nothing until now.
    const failing = tenants.filter(({ name }) => /breaks|redirects|ran out/.test(name));
    for (const tenant of failing) expect([tenant.name, await statuses(tenant)]).not.toContain('delivered');
    expect(outdated.receiver.received).toEqual([]);

    for (const { name, receiver } of failing) if (name !== outdated.name) receiver.answer(taking);
    outdated.receiver.show(valid);
    for (const tenant of tenants) {
      await eventually(`${tenant.name} to have been told`, async () => {
        const all = await statuses(tenant);
        return (all.length === 2 && all.every((status) => status === 'delivered')) || undefined;
      });
    }
    for (const { name, api, receiver } of tenants) {
      const ids = bodyOf(await api.typed.GET('/v1/notifications')).items.map(({ id }) => id);
      const { received, unanswered } = receiver;
      // Where it refused, it knows that it was not told: what counts is what it took, or may have.
      const mayHaveTaken = received.slice(failing.some((one) => one.name === name) ? -2 : 0);
      expect([name, [...new Set(mayHaveTaken.map(({ id }) => id))].toSorted()]).toEqual([name, ids.toSorted()]);
      for (const id of ids) {
        const tries = mayHaveTaken.filter((one) => one.id === id);
        const lost = unanswered.filter((one) => one === id).length;
        expect([name, tries.length], `${lost} answers were lost`).toEqual([name, Math.min(tries.length, 1 + lost)]);
        expect([name, new Set(received.filter((one) => one.id === id).map(({ body }) => body)).size]).toEqual([
          name,
          1,
        ]);
      }
    }
    const twice = tenants.filter(({ receiver }) => receiver.received.length === 4).map(({ name }) => name);
    expect(twice).toEqual(expect.arrayContaining(['one that drops the connection', 'one that answers late']));
  });
});
