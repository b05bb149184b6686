import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runningAddresses } from '../../infra/local/addresses.ts';
import { bootLocalSystem, type LocalSystem } from '../../infra/local/boot.ts';
import { runningSystem } from '../../infra/local/clients.ts';
import { assertRoom, explainDiskError, watchDisk } from '../../infra/local/support/disk.ts';
import { lockDataDirectory } from '../../infra/local/support/instance-lock.ts';
import { type Assembly, assemblyOf, synthesizeApart } from '../../infra/local/synthesis.ts';
import { eventually } from '../support/eventually.ts';
import { Client, CREDENTIALS, freePort, REGION } from '../support/local-system.ts';
import { newVisitor, passportEvents } from '../support/passport-events.ts';

const folder = mkdtempSync(join(tmpdir(), 'data-directory-'));
/** A data directory that a system has used and left in order. */
const used = join(folder, 'used');
let assembly: Assembly | undefined;
let lines: string[] = [];

/** What is stored of a stack, and nothing that runs. */
const STORED = /^AWS::(DynamoDB|SQS::Queue$|SecretsManager)/;

/** The stack without its functions, which boots at once. */
function storedPartOf({ assemblyDir, templatePath }: Assembly): Assembly {
  const { Resources } = JSON.parse(readFileSync(templatePath, 'utf8')) as {
    Resources: Record<string, { Type: string }>;
  };
  const stored = Object.entries(Resources).filter(([, { Type }]) => STORED.test(Type));
  const path = join(assemblyDir, 'stored', basename(templatePath));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ Resources: Object.fromEntries(stored) }));
  return { assemblyDir, templatePath: path };
}

/** Boots the stack, or what is stored of it, on a data directory; it is synthesized once for all of them. */
async function boot(dataDir: string, part: 'whole' | 'stored' = 'whole'): Promise<LocalSystem> {
  lines = [];
  const ports = await Promise.all([freePort(), freePort(), freePort()]);
  const [port, awsPort, oidcPort] = ports as [number, number, number];
  return bootLocalSystem({
    ...{ port, awsPort, oidcPort, dataDir, schedules: false },
    log: (line) => lines.push(line),
    synthesize: async (options) => {
      assembly ??= await assemblyOf({ ...options, outdir: join(folder, 'assembly') });
      return part === 'whole' ? assembly : storedPartOf(assembly);
    },
  });
}

function publish(system: LocalSystem, text: string): Promise<unknown> {
  const sns = new SNSClient({ endpoint: system.urls.aws, region: REGION, credentials: CREDENTIALS, maxAttempts: 1 });
  return sns.send(new PublishCommand({ PhoneNumber: '+966550000001', Message: text }));
}

beforeAll(async () => {
  const system = await boot(used, 'stored');
  await publish(system, 'first');
  await publish(system, 'second');
  await system.stop();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const filesOf = (directory: string, pattern: RegExp) =>
  readdirSync(directory)
    .filter((name) => pattern.test(name))
    .map((name) => join(directory, name));
const GARBAGE = 'this is not what it was '.repeat(500);

describe('a broken file of the data directory', () => {
  const spoils: [what: string, named: string, lost: string, spoil: (dataDir: string) => void][] = [
    ['the lock', 'lock.db', 'nothing is lost', (dir) => writeFileSync(join(dir, 'lock.db'), GARBAGE)],
    ['the key, cut off', 'oidc-key.json', 'tokens that were issued', (dir) => cut(join(dir, 'oidc-key.json'))],
    ['the key, empty', 'oidc-key.json', 'tokens', (dir) => writeFileSync(join(dir, 'oidc-key.json'), '')],
    ['the key, of no use', 'oidc-key.json', 'tokens', (dir) => writeFileSync(join(dir, 'oidc-key.json'), UNUSABLE_KEY)],
    ['the secrets, cut off', 'secrets.json', 'new secrets are made', (dir) => cut(join(dir, 'secrets.json'))],
    ['the secrets, other', 'secrets.json', 'new secrets', (dir) => writeFileSync(join(dir, 'secrets.json'), '{"a":1}')],
    ['the secrets, a list', 'secrets.json', 'new secrets', (dir) => writeFileSync(join(dir, 'secrets.json'), '[1]')],
    [
      'the inbox',
      'inbox.jsonl',
      'not shown any more',
      (dir) => writeFileSync(join(dir, 'inbox.jsonl'), `nonsense\n${readFileSync(join(dir, 'inbox.jsonl'), 'utf8')}`),
    ],
    [
      'the inbox, other',
      'inbox.jsonl',
      'line 1 is not a message',
      (dir) => writeFileSync(join(dir, 'inbox.jsonl'), '[]\n'),
    ],
    ['the queues', 'sqs', 'what waits in queues', (dir) => writeFileSync(join(dir, 'sqs/fauxqs.db'), GARBAGE)],
    [
      'the queues, of another program',
      'sqs',
      'what waits in queues',
      (dir) => {
        for (const file of filesOf(join(dir, 'sqs'), /./)) rmSync(file);
        cpSync(join(dir, 'lock.db'), join(dir, 'sqs/fauxqs.db'));
        new DatabaseSync(join(dir, 'sqs/fauxqs.db')).exec('CREATE TABLE sqs_queues (x); CREATE TABLE sqs_messages (x)');
      },
    ],
    ['the table: CURRENT', 'dynamodb', 'people', (dir) => writeFileSync(join(dir, 'dynamodb/CURRENT'), GARBAGE)],
    ['the table: no CURRENT', 'dynamodb', 'people', (dir) => rmSync(join(dir, 'dynamodb/CURRENT'))],
    ['the table: MANIFEST', 'dynamodb', 'people', (dir) => spoilAll(join(dir, 'dynamodb'), /^MANIFEST/)],
    [
      'the table: no MANIFEST',
      'dynamodb',
      'people',
      (dir) => {
        for (const file of filesOf(join(dir, 'dynamodb'), /^MANIFEST/)) rmSync(file);
      },
    ],
    ...[
      ['lock.db', 'nothing is lost'],
      ['oidc-key.json', 'tokens that were issued'],
      ['secrets.json', 'new secrets are made'],
      ['inbox.jsonl', 'not shown any more'],
    ].map(([file = '', lost = '']): (typeof spoils)[number] => [
      `a folder in the place of ${file}`,
      file,
      lost,
      (dir) => {
        rmSync(join(dir, file));
        mkdirSync(join(dir, file));
      },
    ]),
    ['the table: its data', 'dynamodb', 'people', (dir) => spoilAll(join(dir, 'dynamodb'), /\.ldb$/)],
  ];

  it.each(spoils)('is named with the way out: %s', async (_what, named, lost, spoil) => {
    const dataDir = mkdtempSync(join(folder, 'broken-'));
    cpSync(used, dataDir, { recursive: true });
    spoil(dataDir);
    const error: unknown = await boot(dataDir, 'stored').then(
      (system) => system.stop(),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(Error);
    const { message } = error as Error;
    expect(message).toContain(`${dataDir}/${named} is broken`);
    expect(message).toContain(`delete ${named} and start again`);
    expect(message).toContain(lost);

    // The way out is one.
    rmSync(join(dataDir, named), { recursive: true, force: true });
    await (await boot(dataDir, 'stored')).stop();
  });

  it('is named by the commands that read it', () => {
    const dataDir = mkdtempSync(join(folder, 'commands-'));
    const before = { ...process.env };
    Object.assign(process.env, { DATA_DIR: dataDir, PORT: '', AWS_PORT: '', OIDC_PORT: '' });
    try {
      expect(runningAddresses().api).toBe('http://127.0.0.1:3000');
      expect(() => runningSystem()).toThrow(`there is no ${dataDir}/outputs.json: start the system`);
      writeFileSync(join(dataDir, 'outputs.json'), '{"PassportNotifications":');
      expect(() => runningSystem()).toThrow(`${dataDir}/outputs.json is broken (it is not JSON)`);
      cpSync(join(used, 'outputs.json'), join(dataDir, 'outputs.json'));
      writeFileSync(join(dataDir, 'addresses.json'), '{}');
      expect(() => runningSystem()).toThrow(`${dataDir}/addresses.json is broken`);
      cpSync(join(used, 'addresses.json'), join(dataDir, 'addresses.json'));
      const { api, aws } = JSON.parse(readFileSync(join(used, 'addresses.json'), 'utf8'));
      expect(runningSystem()).toMatchObject({ apiUrl: api, awsEndpoint: aws });
      process.env.PORT = '3999';
      expect(runningSystem().apiUrl).toBe('http://127.0.0.1:3999');
    } finally {
      process.env = before;
    }
  });

  it('in the place of the assembly is named without a trace', async () => {
    const outdir = join(mkdtempSync(join(folder, 'assembly-')), 'assembly');
    writeFileSync(outdir, 'x');
    const error: unknown = await synthesizeApart({ outdir, context: {}, logFile: `${outdir}.log` }).catch(
      (reason: unknown) => reason,
    );
    expect(explainDiskError(error)).toBe(
      `${outdir} cannot be used: a file stands where a folder should be. Check the file and its permissions, or choose another directory with DATA_DIR.`,
    );
  });

  it('gets the assembly of its last start or of another directory, and a new one for other choices', async () => {
    /** The assembly in a directory, and whether it had to be made. */
    const assemblyIn = async (name: string, stage: string) => {
      const outdir = join(folder, name, 'assembly');
      const logFile = join(folder, name, 'synthesis.log');
      mkdirSync(join(folder, name), { recursive: true });
      rmSync(logFile, { force: true });
      const { templatePath } = await assemblyOf({ outdir, context: { stage }, logFile }, join(folder, 'cache'));
      return { wasMade: existsSync(logFile), assets: globSync('asset.*/*', { cwd: outdir }), templatePath };
    };
    const first = await assemblyIn('one', 'dev');
    expect(first.wasMade).toBe(true);
    expect(await assemblyIn('one', 'dev')).toEqual({ ...first, wasMade: false });
    const other = await assemblyIn('other', 'dev');
    expect(other).toEqual({ ...first, wasMade: false, templatePath: expect.stringContaining('other') });
    expect(readFileSync(other.templatePath, 'utf8')).toBe(readFileSync(first.templatePath, 'utf8'));
    for (const name of globSync('asset.*', { cwd: dirname(other.templatePath) })) {
      rmSync(join(dirname(other.templatePath), name), { recursive: true });
    }
    expect(await assemblyIn('other', 'dev')).toEqual(other);
    expect((await assemblyIn('one', 'test')).wasMade).toBe(true);
  });

  it('does not give a system the directory of another system', () => {
    const dataDir = mkdtempSync(join(folder, 'held-'));
    const lock = lockDataDirectory(dataDir);
    expect(() => lockDataDirectory(dataDir)).toThrow(`another instance (process ${process.pid}) is running`);
    lock.stop();
    lockDataDirectory(dataDir).stop();
  });

  it('that LevelDB leaves out is reported', async () => {
    const dataDir = mkdtempSync(join(folder, 'journal-'));
    cpSync(used, dataDir, { recursive: true });
    spoilAll(join(dataDir, 'dynamodb'), /\.log$/, GARBAGE.repeat(10));
    await (await boot(dataDir, 'stored')).stop();
    expect(lines).toContainEqual(
      expect.stringMatching(/dynamodb was damaged: \d+ bytes of what was written last are lost/),
    );
  });
});

/** What every write to it gets is ENOSPC, as on a disk that is full. */
const FULL = '/dev/full';

describe('a full disk', () => {
  it('is reported in words, loses nothing, and ends nothing', async () => {
    const dataDir = mkdtempSync(join(folder, 'full-'));
    const system = await boot(dataDir);
    const client = new Client({ ...system.urls, dataDir });
    const event = () => passportEvents.entered(newVisitor());
    try {
      await publish(system, 'before');
      const inbox = join(dataDir, 'inbox.jsonl');
      await client.putAndMatch(event());
      const [log = ''] = filesOf(join(dataDir, 'logs'), /Matcher/);
      for (const file of [inbox, log]) {
        renameSync(file, `${file}.kept`);
        symlinkSync(FULL, file);
      }
      await expect(publish(system, 'meanwhile')).rejects.toThrow('the disk is full');
      await client.putEvents(event());
      await eventually('the word about the log', async () => {
        return lines.some((line) => line.includes(log) && line.includes('the disk is full')) || undefined;
      });

      for (const file of [inbox, log]) {
        rmSync(file);
        renameSync(`${file}.kept`, file);
      }
      await publish(system, 'after');
      const response = await fetch(`${system.urls.api}/_local/inbox`);
      const { sms } = (await response.json()) as { sms: { text: string }[] };
      expect(sms.map(({ text }) => text)).toEqual(['after', 'before']);
    } finally {
      await system.stop();
    }
  });

  it('is reported before a start, and while the system runs', () => {
    expect(() => assertRoom(folder)).not.toThrow();
    const more = Number.MAX_SAFE_INTEGER;
    expect(() => assertRoom(folder, more)).toThrow(/^the disk of \S+ is full: \d+ MB are left, .*DATA_DIR$/);
    const said: string[] = [];
    watchDisk(folder, (line) => said.push(line), more).stop();
    expect(said).toEqual([expect.stringMatching(/is full: \d+ MB are left\. Make room/)]);
  });

  it.each([
    [Object.assign(new Error('write'), { code: 'ENOSPC' }), /^the disk is full\. Make room/],
    [
      Object.assign(new Error('x'), { code: 'EACCES', path: '/data' }),
      /^\/data cannot be used: this user may not use it/,
    ],
    [
      Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 }),
      /^the disk is full/,
    ],
    [
      new Error('open', {
        cause: Object.assign(new Error('IO error: No space left on device'), { code: 'LEVEL_IO_ERROR' }),
      }),
      /^the disk is full/,
    ],
    [new Error('synthesis: ENOSPC: no space left on device, write'), /^the disk is full/],
  ])('has one text for each of its errors: %s', (error, words) => {
    expect(explainDiskError(error)).toMatch(words);
  });

  it('is not reported for other errors', () => {
    expect(explainDiskError(new Error('ECONNREFUSED'))).toBeUndefined();
    expect(explainDiskError('nothing')).toBeUndefined();
  });
});

describe('a request under another name', () => {
  let system: LocalSystem;
  beforeAll(async () => {
    system = await boot(mkdtempSync(join(folder, 'names-')));
  });
  afterAll(() => system?.stop());

  /** The answer of a port; `fetch` sends its own `Host`. */
  const ask = (url: string, host: string): Promise<{ status: number; body: string }> =>
    new Promise((resolve, reject) => {
      const sent = request(url, { headers: { host }, setHost: false }, async (response) => {
        let body = '';
        for await (const chunk of response) body += chunk;
        resolve({ status: response.statusCode ?? 0, body });
      });
      sent.on('error', reject).end();
    });
  const addresses = () => [`${system.urls.api}/_local/health`, `${system.urls.aws}/`, `${system.urls.oidc}/jwks`];

  it.each([
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.2',
    '0.0.0.0',
    '[::1]:3000',
    'a.localhost',
    '',
  ])('is refused at every port: %s', async (host) => {
    for (const address of addresses()) {
      const { status, body } = await ask(address, host);
      expect([address, status]).toEqual([address, 421]);
      expect(JSON.parse(body).message).toContain('answers to 127.0.0.1 and localhost only');
    }
  });

  it.each(['127.0.0.1', '127.0.0.1:9', 'localhost', 'LOCALHOST:3000'])('is served: %s', async (host) => {
    for (const address of addresses()) expect([address, (await ask(address, host)).status]).not.toEqual([address, 421]);
    expect((await ask(addresses()[0] ?? '', host)).status).toBe(200);
  });

  it('gets no token for a number, a scope or a time that is not valid', async () => {
    const asked = async (body: unknown) => {
      const response = await fetch(`${system.urls.api}/_local/tokens`, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      const { message, token } = (await response.json()) as { message?: string; token?: string };
      return [response.status, message ?? typeof token];
    };
    const establishmentId = '7000000001';
    expect(await asked({ establishmentId })).toEqual([200, 'string']);
    expect(await asked({ establishmentId: '٧٠٠٠٠٠٠٠٠١', expiresIn: 60 })).toEqual([200, 'string']);
    for (const wrong of ['123', '', '1000000001', 7000000001, null, undefined, ['7000000001']]) {
      expect(await asked({ establishmentId: wrong })).toEqual([
        422,
        expect.stringMatching(/number of an establishment/),
      ]);
    }
    for (const scope of ['bogus', '', 'passport-notifications/read,passport-notifications/manage']) {
      expect(await asked({ establishmentId, scope })).toEqual([422, expect.stringMatching(/a scope is passport-/)]);
    }
    for (const expiresIn of [0, -1, 1.5, 1e99, '60', null]) {
      expect(await asked({ establishmentId, expiresIn })).toEqual([
        422,
        expect.stringMatching(/whole number of seconds/),
      ]);
    }
    expect(await asked([])).toEqual([422, expect.stringContaining('a JSON object is expected')]);
    expect(await asked('x')).toEqual([400, 'the body is not JSON']);
  });
});

/** A JWK whose numbers are none of a key. */
const UNUSABLE_KEY = JSON.stringify({ kty: 'RSA', kid: 'x', alg: 'RS256', n: 'AQ', e: 'AQAB', d: 'AQ' });

function cut(path: string): void {
  const content = readFileSync(path, 'utf8');
  writeFileSync(path, content.slice(0, content.length / 2));
}

function spoilAll(directory: string, pattern: RegExp, content = GARBAGE): void {
  const files = filesOf(directory, pattern);
  if (files.length === 0) throw new Error(`no file of ${directory} matches ${pattern}`);
  for (const file of files) writeFileSync(file, content);
}
