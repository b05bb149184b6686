import { describe, expect, it } from 'vitest';
import { eraseAgain, readCommand } from '../../../../infra/ops/arguments.ts';
import type { EstablishmentId } from '../../../../shared/domain/ids.ts';
import { asId } from '../../../support/ids.ts';

const HERE = { defaultOutputs: 'here.json', isTerminal: false };
const read = (line: string, here = HERE) => readCommand(line.split(' ').filter(Boolean), here);

describe('the command line of an operator', () => {
  it.each([
    ['dlq list', { action: 'list', outputs: 'here.json', reasons: false, json: false }],
    ['dlq list --reasons --json --outputs o.json', { action: 'list', outputs: 'o.json', reasons: true, json: true }],
    [
      'dlq show sms',
      { action: 'show', outputs: 'here.json', queue: 'sms', selection: { limit: 10 }, body: false, json: false },
    ],
    ['dlq show sms --limit 3 --body', { queue: 'sms', selection: { limit: 3 }, body: true }],
    ['dlq show sms --id a --id b', { selection: { ids: ['a', 'b'], limit: undefined } }],
    ['dlq redrive matcher', { action: 'redrive', queue: 'matcher', selection: {}, rate: 20, dryRun: false }],
    [
      'dlq redrive email --reason malformed-job --limit 5 --rate 1000 --dry-run',
      { queue: 'email', selection: { reason: 'malformed-job', limit: 5 }, rate: 1000, dryRun: true },
    ],
    ['dlq discard scan --all --yes', { action: 'discard', queue: 'scan', selection: {}, isConfirmed: true }],
    [
      'dlq discard scan --id a --save f.jsonl --yes',
      { queue: 'scan', selection: { ids: ['a'] }, save: 'f.jsonl', isConfirmed: true },
    ],
    [
      'export --identity ٢٠٠٠-٠٠٠٠٠٦',
      { action: 'export', identityNumber: '2000000006', establishmentIds: [], json: false, outputs: 'here.json' },
    ],
    [
      'export --identity 2000000006 --establishment 7000000001 --establishment 7000000002 --json',
      { establishmentIds: ['7000000001', '7000000002'], json: true },
    ],
    ['export --identity 4000000002 --save f.json', { identityNumber: '4000000002', save: 'f.json' }],
    ['erase --identity 2000000006 --yes', { action: 'erase', affiliated: false, dryRun: false, isConfirmed: true }],
    ['index-people', { action: 'index-people', outputs: 'here.json' }],
    ['erase --identity 2000000006 --affiliated --dry-run', { affiliated: true, dryRun: true, isConfirmed: false }],
  ])('means something: %s', (line, command) => {
    expect(read(line)).toMatchObject(command);
  });

  it('needs no yes in advance where there is somebody to ask', () => {
    expect(read('dlq discard sms --all', { ...HERE, isTerminal: true })).toMatchObject({ isConfirmed: false });
  });

  it.each([
    ['--help', 'dead letters'],
    ['dlq --help', 'npm run ops -- dlq list'],
    ['dlq list -h', '--json'],
    ['dlq show --help', '--body'],
    ['dlq redrive matcher --help', '--rate'],
    ['dlq discard --help', '--save'],
    ['export --help', '--json'],
    ['erase --identity 2000000006 -h', '--affiliated'],
  ])('is explained at every level: %s', (line, text) => {
    expect(read(line)).toEqual({ action: 'help', text: expect.stringContaining(text) });
    expect(read(line)).toEqual({ action: 'help', text: expect.stringContaining('--outputs') });
  });

  it.each([
    ['', 'a command is expected'],
    ['dql list', 'dql is no command'],
    ['dlq', 'a command is expected'],
    ['dlq toString', 'dlq toString is no command'],
    ['dlq list sms', 'dlq list takes no name'],
    [
      'dlq show',
      'the name of a queue is expected: matcher, sms, email, webhook, scan, schedule, daily, daily-schedule, import-check, import-apply, receipts, summary',
    ],
    [
      'dlq show fax',
      'there is no queue fax; the known ones are matcher, sms, email, webhook, scan, schedule, daily, daily-schedule, import-check, import-apply, receipts, summary',
    ],
    ['dlq show sms email', 'one queue at a time'],
    ['dlq show sms --yes', '--yes'],
    ['dlq show sms --limit 0', '--limit takes a whole number from 1'],
    ['dlq redrive sms --rate 1001', '--rate takes a whole number from 1 to 1000'],
    ['dlq redrive sms --rate 0.5', '--rate takes'],
    ['dlq redrive sms --id a --reason b', '--id and --reason do not go together'],
    ['dlq redrive sms --id a --limit 1', '--id and --limit do not go together'],
    ['dlq redrive sms --all', '--all'],
    ['dlq discard sms --yes', 'one of --id, --reason and --all'],
    ['dlq discard sms --all --reason a --yes', 'one of --id, --reason and --all'],
    ['dlq discard sms --all', 'say --yes'],
    ['export', 'whom export is about is expected: --identity'],
    ['export 2000000006', 'export takes no name'],
    ['export --identity 2000000006 --json --save f', '--json and --save do not go together'],
    ['export --identity 2000000006 --establishment 2000000006', '--establishment takes the number of an establishment'],
    ['erase --identity 2000000006', 'say --yes'],
    ['erase --identity 200000000 --yes', 'it takes ten digits'],
    ['erase --identity 2000000007 --yes', 'its check digit is wrong'],
    ['erase --identity 1000000008 --yes', 'it begins with 1'],
    ['erase --identity 9000000000 --yes', 'it begins with no digit that is known'],
  ])('is refused: %s', (line, message) => {
    expect(() => read(line)).toThrow(message);
  });

  it.each([
    'erase --identity 2000000007 --yes',
    '2000000007',
    '--2000000007',
    '٢٠٠٠٠٠٠٠٠٧',
    'dlq 2000000007',
    'dlq show 2000000007',
    'dlq show sms 2000000007',
    'dlq list --2000000007',
    'erase --2000000007',
    'erase --2000000007=yes',
    'erase --identity2000000007',
    'erase --200-000-0007',
  ])('does not say again a number that was mistyped: %s', (line) => {
    expect(() => read(line)).toThrow(/^(?!.*(2000000007|٢٠٠٠٠٠٠٠٠٧|0007))/s);
  });

  it('goes on with an erasure as it was called', () => {
    const line = 'erase --identity 2000000006 --affiliated --outputs there.json --yes';
    const command = read(line);
    if (command.action !== 'erase') throw new Error(command.action);
    const establishmentIds = ['7000000001', '7000000002'].map(asId<EstablishmentId>);
    const again = eraseAgain(command, establishmentIds);
    expect(again).not.toContain('2000000006');
    const words = again.slice(again.indexOf('erase')).replace('…', '2000000006');
    expect(read(`${words} --yes`)).toEqual({ ...command, establishmentIds });
  });

  it.each([
    ["it's here.json", `'it'\\''s here.json'`],
    ['$(date).json', `'$(date).json'`],
    ['out/v1.2-a.json', 'out/v1.2-a.json'],
  ])('quotes for the shell: %s', (outputs, quoted) => {
    expect(eraseAgain({ outputs, affiliated: false }, [])).toMatch(/ erase --identity … --outputs /);
    expect(eraseAgain({ outputs, affiliated: false }, []).endsWith(` --outputs ${quoted}`)).toBe(true);
  });
});
