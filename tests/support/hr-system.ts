/**
 * An HR system that knows of its people by webhooks alone, as a process of its own: it checks what comes with the library of the
 * standard and keeps it in its own small database.
 *
 * `--port` where it listens, `--data` its database, `--loses` each so manieth message is kept and its answer lost.
 */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { Webhook } from 'standardwebhooks';

const { values } = parseArgs({
  options: { port: { type: 'string' }, data: { type: 'string' }, loses: { type: 'string' } },
});
const loses = Number(values.loses);
const database = new DatabaseSync(values.data ?? ':memory:');
database.exec(`
  CREATE TABLE IF NOT EXISTS secrets (establishment TEXT PRIMARY KEY, secret TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS messages (id TEXT PRIMARY KEY, body TEXT NOT NULL, times INTEGER NOT NULL, conflicts INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS people (
    establishment TEXT, person TEXT, crossing TEXT, passport TEXT, visa TEXT, reminders INTEGER NOT NULL DEFAULT 0, gone TEXT,
    PRIMARY KEY (establishment, person)
  );`);

interface Data {
  readonly identityNumber: string;
  readonly occurredAt: string;
  readonly eventId: string;
  readonly challenge?: string;
  readonly passport?: { readonly expiresOn: string };
  readonly visa?: { readonly type: string; readonly status: string; readonly expiresOn: string };
}
interface Message {
  readonly type: string;
  readonly data: Data;
}

/** The column of a person that a message is about, and what it says there; what happened last stands last in order. */
function noteOf({ type, data }: Message): { column: string; note: string } | undefined {
  const { occurredAt, eventId, passport, visa } = data;
  const note = (column: string, what: string) => ({ column, note: `${occurredAt} ${eventId} ${what}` });
  switch (type) {
    case 'traveller.entered':
    case 'traveller.exited':
      return note('crossing', type);
    case 'passport.renewed':
      return note('passport', `${passport?.expiresOn}`);
    case 'visa.issued':
    case 'visa.changed':
      return note('visa', `${visa?.type} ${visa?.status} ${visa?.expiresOn}`);
    case 'following.ended':
      return note('gone', type);
    default:
      return undefined;
  }
}

/** Keeps a message, once; whether it is new. */
function keep(establishment: string, id: string, body: string): boolean {
  const known = database.prepare('SELECT body FROM messages WHERE id = ?').get(id) as { body: string } | undefined;
  if (known) {
    const differs = known.body === body ? 0 : 1;
    database.prepare('UPDATE messages SET times = times + 1, conflicts = conflicts + ? WHERE id = ?').run(differs, id);
    return false;
  }
  const message = JSON.parse(body) as Message;
  const who = [establishment, message.data.identityNumber];
  database.exec('BEGIN');
  database.prepare('INSERT INTO messages VALUES (?, ?, 1, 0)').run(id, body);
  database.prepare('INSERT OR IGNORE INTO people (establishment, person) VALUES (?, ?)').run(...who);
  const noted = noteOf(message);
  if (noted) {
    database
      .prepare(
        `UPDATE people SET ${noted.column} = max(coalesce(${noted.column}, ''), ?) WHERE establishment = ? AND person = ?`,
      )
      .run(noted.note, ...who);
  } else if (message.type.startsWith('passport.')) {
    database.prepare('UPDATE people SET reminders = reminders + 1 WHERE establishment = ? AND person = ?').run(...who);
  }
  database.exec('COMMIT');
  return true;
}

/** Takes a request to the webhook of an establishment: the status and the text of the answer; `lost` where none goes out. */
function take(
  establishment: string,
  headers: IncomingHttpHeaders,
  body: string,
): [status: number, text: string] | 'lost' {
  const row = database.prepare('SELECT secret FROM secrets WHERE establishment = ?').get(establishment);
  if (!row) return [503, 'the secret is not known yet'];
  try {
    new Webhook(String(row.secret)).verify(body, headers as Record<string, string>);
  } catch {
    return [401, 'forged'];
  }
  const { data } = JSON.parse(body) as Message;
  if (data.challenge !== undefined) return [200, data.challenge];
  const isNew = keep(establishment, String(headers['webhook-id']), body);
  const { count } = database.prepare('SELECT count(*) AS count FROM messages').get() as { count: number };
  return isNew && count % loses === 0 ? 'lost' : [200, 'kept'];
}

const server = createServer(async (request, response) => {
  const body = await text(request);
  const [, door, establishment = ''] = (request.url ?? '').split('/');
  if (door === 'secrets') {
    database.prepare('INSERT OR REPLACE INTO secrets VALUES (?, ?)').run(establishment, body);
    response.end();
  } else if (door === 'hooks') {
    const answer = take(establishment, request.headers, body);
    if (answer === 'lost') request.socket.destroy();
    else response.writeHead(answer[0]).end(answer[1]);
  } else {
    const all = (table: string) => database.prepare(`SELECT * FROM ${table}`).all();
    response.end(JSON.stringify({ messages: all('messages'), people: all('people') }));
  }
});
server.listen(Number(values.port), '127.0.0.1', () => console.log('ready'));
process.once('SIGTERM', () => process.exit());
