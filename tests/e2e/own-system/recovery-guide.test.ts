import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AwsCli, startAwsCli } from '../../support/aws-cli.ts';

/** The chapter on recovery, as an operator pastes it into bash, with the real AWS CLI against a DynamoDB of made-up answers. */
const GUIDE = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
const CHAPTER = GUIDE.slice(GUIDE.indexOf('### Recover the table'), GUIDE.indexOf('### Change the secret'));
const blockWith = (text: string): string => {
  const found = [...CHAPTER.matchAll(/^ {3}```sh\n([\s\S]*?)^ {3}```$/gm)].filter(([, block = '']) =>
    block.includes(text),
  );
  if (found.length !== 1) throw new Error(`${found.length} blocks hold ${text}`);
  return found[0]?.[1] ?? '';
};
const RESTORE = blockWith('restore-table-to-point-in-time');
const REPLACE = blockWith('delete-table');

type Request = Readonly<Record<'TableName' | 'TargetTableName', string>>;
type Answer = Record<string, unknown>;
class Refused extends Error {}

/** What DynamoDB is asked to do, without mere looking. */
let done: string[];
let tables: Map<string, string[]>;
let backup: { table: string; statuses: string[] } | undefined;
/** What a test breaks: an operation that is refused. */
let refused: string | undefined;
/** The statuses that a new table, and a new backup, go through, the last one for good. Each look is a process of the CLI. */
let tableStatuses: string[];
let backupStatuses: string[];

const next = (statuses: string[]) => (statuses.length > 1 ? statuses.shift() : statuses[0]);
const OPERATIONS: Record<string, (request: Request) => Answer> = {
  DescribeTable: ({ TableName }) => {
    const statuses = tables.get(TableName);
    if (!statuses) throw new Refused('ResourceNotFoundException');
    return { Table: { TableName, TableStatus: next(statuses) } };
  },
  RestoreTableToPointInTime: ({ TargetTableName }) => {
    tables.set(TargetTableName, [...tableStatuses]);
    return { TableDescription: { TableName: TargetTableName } };
  },
  CreateBackup: ({ TableName }) => {
    backup = { table: TableName, statuses: [...backupStatuses] };
    return {
      BackupDetails: {
        BackupArn: 'arn:aws:dynamodb:us-east-1:111122223333:table/x-restored/backup/01489602797149-73d8d5bc',
      },
    };
  },
  DescribeBackup: () => {
    if (!backup) throw new Refused('BackupNotFoundException');
    const BackupDetails = { BackupStatus: next(backup.statuses), BackupName: 'recovered' };
    return { BackupDescription: { SourceTableDetails: { TableName: backup.table }, BackupDetails } };
  },
  UpdateTable: ({ TableName }) => ({ TableDescription: { TableName } }),
  DeleteTable: ({ TableName }) => {
    tables.delete(TableName);
    return { TableDescription: { TableName } };
  },
  RestoreTableFromBackup: ({ TargetTableName }) => {
    tables.set(TargetTableName, [...tableStatuses]);
    return { TableDescription: { TableName: TargetTableName } };
  },
  UpdateTimeToLive: () => ({ TimeToLiveSpecification: {} }),
  UpdateContinuousBackups: () => ({ ContinuousBackupsDescription: {} }),
};

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Partial<Request>;
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    try {
      if (!operation.startsWith('Describe')) done.push(`${operation} ${body.TargetTableName ?? body.TableName}`);
      if (operation === refused) throw new Refused('ValidationException');
      const answer = OPERATIONS[operation];
      if (!answer) throw new Error(`${operation} is not expected`);
      response.end(JSON.stringify(answer(body as Request)));
    } catch (error) {
      response.statusCode = 400;
      response.end(JSON.stringify({ __type: (error as Error).message, message: 'made up' }));
    }
  });
});

const ENVIRONMENT = {
  ...process.env,
  ...{ AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any', AWS_DEFAULT_REGION: 'us-east-1', AWS_PAGER: '' },
  ...{ AWS_EC2_METADATA_DISABLED: 'true', AWS_MAX_ATTEMPTS: '1' },
};
let aws: AwsCli;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  aws = await startAwsCli(ENVIRONMENT, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(async () => {
  aws?.stop();
  await new Promise((resolve) => server.close(resolve));
});

let directory: string;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'recovery-'));
  writeFileSync(join(directory, 'outputs.json'), '{"PassportNotifications-prod":{"TableName":"people"}}');
  done = [];
  tables = new Map([['people', ['ACTIVE']]]);
  backup = undefined;
  refused = undefined;
  tableStatuses = ['ACTIVE'];
  backupStatuses = ['AVAILABLE'];
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Pastes blocks into one bash that goes on whatever becomes of each, as a terminal does; what it printed. */
function paste(...blocks: string[]): Promise<string> {
  const script = [
    aws.bashFunction,
    // Nobody waits for a backup here.
    'sleep() { :; }',
    `out() { node -p "Object.values(require('./outputs.json'))[0].$1"; }`,
    'TABLE=$(out TableName)',
    ...blocks,
  ].join('\n');
  return new Promise((resolve) => {
    const bash = spawn('bash', ['-c', script], { cwd: directory, env: ENVIRONMENT });
    let printed = '';
    for (const stream of [bash.stdout, bash.stderr]) {
      stream.on('data', (chunk) => {
        printed += String(chunk);
      });
    }
    bash.on('close', () => resolve(printed));
  });
}
const RESTORED = ['RestoreTableToPointInTime people-restored', 'CreateBackup people-restored'];

describe('the guide to a recovery', () => {
  it('restores, backs up, and puts the restored table in the place of the old one, with all that it had', async () => {
    tableStatuses = ['CREATING', 'ACTIVE'];
    backupStatuses = ['CREATING', 'AVAILABLE'];
    const printed = await paste(RESTORE, REPLACE);
    expect(printed).toContain('people-restored is restored and backed up');
    expect(done).toEqual([
      ...RESTORED,
      'UpdateTable people',
      'DeleteTable people',
      'RestoreTableFromBackup people',
      'UpdateTable people',
      'UpdateTimeToLive people',
      'UpdateContinuousBackups people',
    ]);
    expect(printed.trim()).toMatch(/people is back$/);
  });

  it.each<[string, { refused?: string; backupStatuses?: string[] }, string[]]>([
    ['the restore is refused', { refused: 'RestoreTableToPointInTime' }, RESTORED.slice(0, 1)],
    ['the backup is refused', { refused: 'CreateBackup' }, RESTORED],
    ['the backup is gone', { backupStatuses: ['CREATING', 'DELETED'] }, RESTORED],
    ['the backup cannot be looked at', { refused: 'DescribeBackup' }, RESTORED],
  ])('deletes nothing where %s, also if somebody pastes on', async (_what, broken, expected) => {
    refused = broken.refused;
    backupStatuses = broken.backupStatuses ?? backupStatuses;
    const printed = await paste(RESTORE, REPLACE);
    expect(printed).not.toContain('is restored and backed up');
    expect(printed).toContain('nothing is deleted');
    expect(done).toEqual(expected);
    expect(tables.get('people')).toEqual(['ACTIVE']);
  });

  it('deletes nothing by a backup of an earlier day, of another table, or by none', async () => {
    await paste(REPLACE);
    backup = { table: 'people', statuses: ['AVAILABLE'] };
    writeFileSync(
      join(directory, 'recovered-backup.txt'),
      'arn:aws:dynamodb:us-east-1:111122223333:table/people/backup/01489602797149-73d8d5bc',
    );
    await paste(REPLACE);
    refused = 'RestoreTableToPointInTime';
    backup = { table: 'people-restored', statuses: ['AVAILABLE'] };
    await paste(RESTORE, REPLACE);
    expect(done).toEqual(['RestoreTableToPointInTime people-restored']);
  });
});
