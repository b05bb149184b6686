import type { Export } from '../../shared/domain/exports.ts';
import type { EstablishmentId } from '../../shared/domain/ids.ts';
import { readAuditPage } from '../../shared/http/list-audit.ts';
import { LIST_FILTERS } from '../../shared/http/list-filters.ts';
import { readNotificationPage } from '../../shared/http/list-notifications.ts';
import type { PageWanted } from '../../shared/http/list-page.ts';
import { readSubscriptionPage } from '../../shared/http/list-subscriptions.ts';
import { readTravellerPage } from '../../shared/http/list-travellers.ts';
import type { Page } from '../../shared/store/table.ts';
import type { ExportWorkerDeps } from './deps.ts';
import { AUDIT_SHEET, NOTIFICATION_SHEET, peopleSheet, type Sheet } from './rows.ts';

/** Where an export comes from, page by page. */
export interface Source {
  readonly columns: readonly string[];
  readonly read: (page: PageWanted) => Promise<Page<readonly string[]>>;
}

/** Opens the list of an export. @throws ZodError when its filters are those of an older version */
export async function openSource(
  { store }: Pick<ExportWorkerDeps, 'store'>,
  establishmentId: EstablishmentId,
  { what, filters }: Export,
): Promise<Source> {
  switch (what) {
    case 'travellers': {
      const wanted = LIST_FILTERS[what].parse(filters);
      const book = await store.readContacts(establishmentId);
      return sourceOf(peopleSheet(book), (page) =>
        readTravellerPage(store, establishmentId, wanted, { book, ...page }),
      );
    }
    case 'subscriptions': {
      const wanted = LIST_FILTERS[what].parse(filters);
      const book = await store.readContacts(establishmentId);
      return sourceOf(peopleSheet(book), (page) =>
        readSubscriptionPage(store, establishmentId, wanted, { book, ...page }),
      );
    }
    case 'notifications': {
      const wanted = LIST_FILTERS[what].parse(filters);
      return sourceOf(NOTIFICATION_SHEET, (page) => readNotificationPage(store, establishmentId, wanted, page));
    }
    case 'audit': {
      const wanted = LIST_FILTERS[what].parse(filters);
      return sourceOf(AUDIT_SHEET, (page) => readAuditPage(store, establishmentId, wanted, page));
    }
  }
}

function sourceOf<T>({ columns, row }: Sheet<T>, read: (page: PageWanted) => Promise<Page<T>>): Source {
  return {
    columns,
    read: async (page) => {
      const { items, next } = await read(page);
      return { items: items.map(row), next };
    },
  };
}
