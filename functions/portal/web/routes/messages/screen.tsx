import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { numberTyped } from '../../components/digits.ts';
import { ExportButton } from '../../components/export-button.tsx';
import { FilterButtons } from '../../components/filter-buttons.tsx';
import { FilterForm, FilterNumber, FilterSelect } from '../../components/filter-form.tsx';
import { fieldError } from '../../components/form.tsx';
import { Page } from '../../components/page.tsx';
import { Failure, Loading, Shown } from '../../components/states.tsx';
import { Address, Instant, LastFour, MessageStatus } from '../../components/values.tsx';
import { plural, words } from '../../words/words.ts';
import { ContactFilter } from '../contacts/contact-filter.tsx';
import { contactsQuery, useContactsById } from '../contacts/data.ts';
import { summaryQuery } from '../home/data.ts';
import { establishmentQuery } from '../settings/data.ts';
import {
  ALERTS,
  type Message,
  type MessagesSearch,
  messageFiltersOf,
  messagesQuery,
  messagesSearchOf,
  PRESETS,
  type Preset,
  presetOf,
  STATUSES,
} from './data.ts';

const { messages } = words;

/** Every message of the establishment, the newest first, with what became of it. */
export function MessagesScreen() {
  const search = messagesSearchOf(useSearch({ strict: false }));
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    messagesQuery(search),
  );
  const retention = useQuery(establishmentQuery).data?.retentionDays.notifications;
  // What stands above the list, and in its rows, is known before the list is shown: it would move.
  const isComplete = useQueries({ queries: [establishmentQuery, summaryQuery, contactsQuery] }).every(
    ({ isPending }) => !isPending,
  );
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const isNarrowed = Object.keys(search).length > 0;
  const numberError = fieldError(error, '/identityNumber');
  if (!isComplete)
    return (
      <Page title={messages.title}>
        <Loading />
      </Page>
    );
  return (
    <Page title={messages.title}>
      {retention !== undefined && <p className="secondary page-note">{plural(messages.kept, retention)}</p>}
      {!isNarrowed && <FailedLately />}
      <Presets search={search} />
      <Filters search={search} numberError={numberError} />
      {error && !numberError && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && items.length === 0 && (
        <p className="state" role="status">
          {hasNextPage ? messages.noneSoFar : isNarrowed ? messages.noneFound : messages.none}
        </p>
      )}
      {items.length > 0 && <Shown count={items.length} />}
      {items.length > 0 && <MessagesTable items={items} />}
      <div className="actions">
        {hasNextPage && (
          <button type="button" className="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {isFetchingNextPage ? words.loading : words.more}
          </button>
        )}
        {items.length > 0 && <ExportButton what="notifications" filters={messageFiltersOf(search)} />}
      </div>
    </Page>
  );
}

/** What did not arrive stands before everything else. */
function FailedLately() {
  const failed = useQuery(summaryQuery).data?.notificationsLast7Days.failed ?? 0;
  if (failed === 0) return null;
  return (
    <div className="notice notice-error">
      <p>{plural(messages.failedLately, failed)}</p>
      <Link to="/messages" search={{ status: 'failed' }}>
        {messages.showFailed}
      </Link>
    </div>
  );
}

function Presets({ search }: { search: MessagesSearch }) {
  const navigate = useNavigate();
  const presets = [undefined, ...(Object.keys(PRESETS) as Preset[])] as const;
  const other = search.status && !presetOf(search) ? search.status : undefined;
  const names = presets.map((one) => [one, messages.presets[one ?? 'all']] as const);
  return (
    <div className="filters no-print">
      <FilterButtons
        label={messages.preset}
        options={other ? [...names, [other, statusNames(other)] as const] : names}
        chosen={other ?? presetOf(search)}
        onChoose={(chosen) => {
          const status = chosen && Object.hasOwn(PRESETS, chosen) ? PRESETS[chosen as Preset].join() : undefined;
          void navigate({ to: '/messages', search: messagesSearchOf({ ...search, status }) });
        }}
      />
    </div>
  );
}

/** What another page asks for, such as those that were delivered alone. */
const statusNames = (status: string): string =>
  STATUSES.filter((one) => status.split(',').includes(one))
    .map((one) => words.alerts.statuses[one])
    .join(words.listComma);

function Filters({ search, numberError }: { search: MessagesSearch; numberError: string | undefined }) {
  const navigate = useNavigate();
  const { status, ...chosen } = search;
  const { alerts } = words;
  return (
    <FilterForm
      chosen={chosen}
      reset={
        <Link to="/messages" search={messagesSearchOf({ status })}>
          {words.filtering.reset}
        </Link>
      }
      onApply={(typed) => {
        const identityNumber = numberTyped(typed.identityNumber ?? '');
        void navigate({ to: '/messages', search: messagesSearchOf({ status, ...typed, identityNumber }) });
      }}
    >
      <FilterSelect
        name="alert"
        label={messages.alert}
        value={search.alert}
        options={ALERTS.map((one) => [one, alerts.names[one]])}
      />
      <FilterSelect
        name="channel"
        label={messages.channel}
        value={search.channel}
        options={(['sms', 'email', 'webhook'] as const).map((one) => [one, alerts.channels[one]])}
      />
      <ContactFilter label={messages.contact} value={search.contactId} gone={messages.deletedContact} />
      <FilterNumber label={messages.identityNumber} value={search.identityNumber} error={numberError} />
    </FilterForm>
  );
}

function MessagesTable({ items }: { items: readonly Message[] }) {
  const { columns } = messages;
  const contacts = useContactsById();
  return (
    <div className="table-frame">
      <table>
        <thead>
          <tr>
            <th scope="col">{columns.message}</th>
            <th scope="col">{columns.to}</th>
            <th scope="col">{columns.status}</th>
            <th scope="col">{columns.at}</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ id, alert, identityNumber, to, contactId, status, failureReason, createdAt }) => (
            <tr key={id}>
              <th scope="row">
                <Link to="/messages/$notificationId" params={{ notificationId: id }}>
                  {words.alerts.names[alert]} <LastFour of={identityNumber} />
                </Link>
              </th>
              <td data-label={columns.to}>
                <Address value={to} /> <bdi className="secondary">{contacts.get(contactId)?.label}</bdi>
              </td>
              <td data-label={columns.status}>
                <MessageStatus status={status} />
                {failureReason && <span className="secondary message-reason">{messages.reasons[failureReason]}</span>}
              </td>
              <td data-label={columns.at}>
                <Instant at={createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
