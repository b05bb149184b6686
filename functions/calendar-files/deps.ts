import { Logger } from '@aws-lambda-powertools/logger';
import type { Clock } from '../../shared/domain/time.ts';
import { type Keys, loadKeys } from '../../shared/keys.ts';
import { readCalendars } from '../../shared/store/calendars.ts';
import { readContacts } from '../../shared/store/contacts.ts';
import { type Bound, connectTable, withTable } from '../../shared/store/table.ts';
import { listByPassportExpiry } from '../../shared/store/travellers.ts';
import type { Env } from './env.ts';

/** The store functions that calendars are made with: they only read. */
export const calendarFilesStore = { readCalendars, readContacts, listByPassportExpiry };

export interface CalendarFilesDeps {
  readonly store: Bound<typeof calendarFilesStore>;
  readonly keys: Keys;
  readonly now: Clock;
  readonly logger: Logger;
}

export async function createDeps(env: Env): Promise<CalendarFilesDeps> {
  const logger = new Logger();
  return {
    store: withTable(connectTable(env.TABLE_NAME, { logger }), calendarFilesStore),
    keys: await loadKeys(env.KEYS_SECRET_ID),
    now: () => new Date(),
    logger,
  };
}
