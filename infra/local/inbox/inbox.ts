import { appendFileSync, closeSync, existsSync, ftruncateSync, openSync, readFileSync, statSync } from 'node:fs';
import * as z from 'zod';
import { parseEmailAddress } from '../../../shared/domain/email-address.ts';
import { parseMobileNumber } from '../../../shared/domain/mobile-number.ts';
import { countSmsParts } from '../../../shared/messages/sms-parts.ts';
import { BrokenDataError } from '../support/data-files.ts';

/** An SMS as its recipient would get it. */
interface CapturedSms {
  to: string;
  senderId?: string;
  text: string;
  parts: number;
  at: string;
}

/** An e-mail as its recipient would get it. */
export interface CapturedEmail {
  to: string;
  from: string;
  /** What mail programs show in place of the sender's address. */
  fromName?: string;
  subject: string;
  text?: string;
  html?: string;
  /** By their names as they were sent, encoded words decoded. An inbox of an earlier version has none. */
  headers?: Readonly<Record<string, string>>;
  at: string;
}

type Line = ({ kind: 'sms' } & CapturedSms) | ({ kind: 'email' } & CapturedEmail);

/** Every message that left the system, in a file that is only appended to. */
export interface Inbox {
  addSms(sms: { to: string; senderId?: string; text: string }): void;
  addEmail(email: Omit<CapturedEmail, 'at'>): void;
  /** The messages, newest first: those to one recipient, in any form that the API takes, and of each kind `limit` at most. */
  list(filter?: { to?: string; limit?: number }): { sms: CapturedSms[]; email: CapturedEmail[] };
}

/** Opens the inbox file, which is made with the first message. */
export function openInbox(path: string): Inbox {
  const sms: CapturedSms[] = [];
  const email: CapturedEmail[] = [];
  const remember = ({ kind, ...message }: Line): void => {
    if (kind === 'sms') sms.push(message as CapturedSms);
    else email.push(message as CapturedEmail);
  };
  for (const line of readLines(path)) remember(line);

  const add = (line: Line): void => {
    // On disk before the sender gets its answer.
    appendFileSync(path, `${JSON.stringify(line)}\n`);
    remember(line);
  };
  return {
    addSms: (message) =>
      add({ kind: 'sms', ...message, parts: countSmsParts(message.text).parts, at: new Date().toISOString() }),
    addEmail: (message) => add({ kind: 'email', ...message, at: new Date().toISOString() }),
    list: ({ to, limit = Number.POSITIVE_INFINITY } = {}) => {
      const wanted = to === undefined ? undefined : normalise(parseMobileNumber(to) ?? parseEmailAddress(to) ?? to);
      const newest = <T extends { to: string }>(messages: T[]): T[] => {
        const chosen: T[] = [];
        for (let index = messages.length - 1; index >= 0 && chosen.length < limit; index -= 1) {
          const message = messages[index];
          if (!message) continue;
          if (wanted === undefined || message.to.split(', ').some((one) => normalise(one) === wanted)) {
            chosen.push(message);
          }
        }
        return chosen;
      };
      return { sms: newest(sms), email: newest(email) };
    },
  };
}

function readLines(path: string): Line[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isDirectory()) throw new BrokenDataError(path, 'it is a folder', LOSS);
  const content = readFileSync(path);
  // A kill in the middle of an append leaves half a line, of a message whose sender got no answer.
  const end = content.lastIndexOf('\n') + 1;
  if (end < content.length) {
    const file = openSync(path, 'r+');
    ftruncateSync(file, end);
    closeSync(file);
  }
  return content
    .toString('utf8', 0, end)
    .split('\n')
    .map((line, index) => (line === '' ? undefined : readLine(path, line, index + 1)))
    .filter((line) => line !== undefined);
}

const LOSS = 'the messages that were sent are not shown any more';
const lineSchema = z.looseObject({ kind: z.enum(['sms', 'email']), to: z.string(), at: z.string() });

function readLine(path: string, line: string, number: number): Line {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    parsed = undefined;
  }
  if (lineSchema.safeParse(parsed).success) return parsed as Line;
  throw new BrokenDataError(path, `line ${number} is not a message`, LOSS);
}

/** A plus sign in a query string is a space by the time it arrives here. */
function normalise(address: string): string {
  return address.trim().toLowerCase().replace(/^\+/, '');
}
