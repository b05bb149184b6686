import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, inject, it } from 'vitest';
import { bodyOf } from '../../shared/client/client.ts';
import { eventually } from '../support/eventually.ts';
import { newHost } from '../support/hosts.ts';
import { Client } from '../support/local-system.ts';
import type { Ended } from '../support/ops-command.ts';
import { newEstablishment, newResident, newVisitor } from '../support/passport-events.ts';

const addresses = inject('addresses');
const system = new Client(addresses);

/** Runs a command as its script does, told where the system is by nothing but its data directory. */
function run(file: string, ...args: string[]): Promise<Ended> {
  const { PORT: _port, AWS_PORT: _awsPort, OIDC_PORT: _oidcPort, ...others } = process.env;
  return new Promise((resolve) => {
    const env = { ...others, DATA_DIR: addresses.dataDir };
    execFile(process.execPath, [`infra/local/commands/${file}`, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
const token = (...args: string[]) => run('token.ts', ...args);
const event = (...args: string[]) => run('event.ts', ...args);

const inArabicDigits = (text: string) => text.replace(/\d/g, (digit) => String.fromCodePoint(0x660 + Number(digit)));

describe('npm run token', () => {
  it('prints a token that opens the API, for a number in any digits', async () => {
    const { code, stdout, stderr } = await token(inArabicDigits('7000000001'), '--expires-in', inArabicDigits('60'));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const response = await fetch(`${addresses.api}/v1/contacts`, {
      headers: { authorization: `Bearer ${stdout.trim()}` },
    });
    expect(response.status).toBe(200);
    const { exp, iat } = JSON.parse(Buffer.from(stdout.split('.')[1] ?? '', 'base64url').toString());
    expect(exp - iat).toBe(60);
  });

  it.each([
    [[], 'an establishment number is expected'],
    [['abc'], '7 and nine more digits'],
    [['1000000001'], '7 and nine more digits'],
    [['7000000001', '7000000002'], 'it takes one establishment number'],
    [['7000000001', '--scope', 'bogus'], 'a scope is passport-notifications/read or passport-notifications/manage'],
    [['7000000001', '--scope', ''], 'a scope is'],
    [['7000000001', '--expires-in', '1e99'], '--expires-in takes a whole number from 1 to'],
    [['7000000001', '--expires-in', '0'], '--expires-in takes'],
    [['7000000001', '--expires-in', '-1'], '--expires-in takes'],
    [['7000000001', '--expires-in', 'NaN'], '--expires-in takes'],
    [['7000000001', '--expires-in', '99999999999'], '--expires-in takes'],
  ])('refuses %j in a sentence', async (args, sentence) => {
    const { code, stdout, stderr } = await token(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).toContain('npm run token -- --help');
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('npm run event', () => {
  it('lets a person come, cross and leave, and each is told', async () => {
    const host = await newHost(system);
    for (const identityNumber of [newResident(), newVisitor()]) {
      const put = async (kind: string, ...more: string[]) => {
        const { code, stdout, stderr } = await event(kind, inArabicDigits(identityNumber), ...more);
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
        expect(stdout).toMatch(/ is on the bus: eventId /);
      };
      await put('started', '--establishment', host.id, '--at', '2026-01-01T00:00:00+03:00');
      await host.api.subscribe(identityNumber, { alerts: ['entry'], contactIds: [...host.contactIds] });
      await put('entered', '--port', 'KFC', '--id', `cli-${identityNumber}`);
      const text = await eventually('the message', async () =>
        (await system.texts(host.mobile)).find(
          (one) => one.includes(identityNumber.slice(-4)) && one.includes('entered'),
        ),
      );
      expect(text).toContain('King Fahd Causeway');
      await put('ended', '--establishment', host.id, '--reason', 'departed');
      const params = { path: { identityNumber } };
      await eventually('the end', async () => {
        const { status } = bodyOf(await host.api.typed.GET('/v1/subscriptions/{identityNumber}', { params }));
        return status === 'ended' || undefined;
      });
    }
  });

  it('puts nothing that makes no sense', async () => {
    const { code, stdout, stderr } = await event('entered', '1000000008');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('nothing is told about citizens');
  });
});

describe('npm run daily', () => {
  it('starts the daily messages of a day, here of one before anything was held', async () => {
    const { code, stdout, stderr } = await run('daily.ts', '--at', '2026-01-04T08:00:00+03:00');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('The daily messages of 2026-01-04 are on their way.');
    expect(stdout).toContain(`${addresses.api}/inbox`);
    expect(system.logsOf('DailyMessagesDispatcher')).toContain('"date":"2026-01-04"');
  });

  it('takes no time without an offset', async () => {
    const { code, stdout, stderr } = await run('daily.ts', '--at', '2026-01-04T08:00:00');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--at');
  });
});

describe('npm run where', () => {
  it('says what the system wrote down', async () => {
    for (const place of ['api', 'aws', 'oidc'] as const) {
      expect(await run('where.ts', place)).toEqual({ code: 0, stdout: `${addresses[place]}\n`, stderr: '' });
    }
    expect((await run('where.ts')).stdout.split('\n')).toHaveLength(5);
    expect(await run('where.ts', 'there')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('npm run listen', () => {
  it('plays the system of an establishment until Ctrl-C: it is verified, prints what comes, and is deleted', async () => {
    const establishmentId = newEstablishment();
    const { PORT: _port, AWS_PORT: _awsPort, OIDC_PORT: _oidcPort, ...others } = process.env;
    const child = spawn(process.execPath, ['infra/local/commands/listen.ts', inArabicDigits(establishmentId)], {
      env: { ...others, DATA_DIR: addresses.dataDir },
    });
    const ended = once(child, 'exit');
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    const says = (pattern: RegExp) =>
      eventually(`${pattern} of npm run listen`, async () => {
        if (child.exitCode !== null) throw new Error(output);
        return pattern.exec(output) ?? undefined;
      });
    try {
      await says(/^verified$/m);
      const [, contactId = ''] = await says(/^webhook (\S+)$/m);
      const { typed } = await system.establishment(establishmentId);
      const params = { path: { contactId } };
      const { notificationId } = bodyOf(await typed.POST('/v1/contacts/{contactId}/test', { params }));
      await says(new RegExp(`^test .*${notificationId}`, 'm'));
      child.kill('SIGINT');
      expect(await ended).toEqual([0, null]);
      expect(output).toMatch(/^the webhook is deleted$/m);
      expect(output).not.toContain('refused');
      expect((await typed.GET('/v1/contacts/{contactId}', { params })).response.status).toBe(404);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it.each([
    [[], 'an establishment number is expected'],
    [['abc'], '7 and nine more digits'],
    [['7000000001', '--port', '80'], '--port takes'],
  ])('refuses %j in a sentence', async (args, sentence) => {
    const { code, stdout, stderr } = await run('listen.ts', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(sentence);
  });
});
