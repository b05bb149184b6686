import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { numberTyped } from '../../components/digits.ts';
import { ExportButton } from '../../components/export-button.tsx';
import { FilterForm, FilterNumber, FilterSelect } from '../../components/filter-form.tsx';
import { Field, fieldError } from '../../components/form.tsx';
import { Page } from '../../components/page.tsx';
import { Failure, Loading, Shown } from '../../components/states.tsx';
import { Address, IdentityNumber, Instant, Ltr, Tag } from '../../components/values.tsx';
import { plural, words } from '../../words/words.ts';
import { ContactFilter } from '../contacts/contact-filter.tsx';
import { useContactsById } from '../contacts/data.ts';
import { establishmentQuery, wholeYears } from '../settings/data.ts';
import {
  ACTIONS,
  type ActivitySearch,
  activityFiltersOf,
  activityQuery,
  activitySearchOf,
  type Entry,
} from './data.ts';

const { activity } = words;

/** Who did what and when, the newest first. */
export function ActivityScreen() {
  const search = activitySearchOf(useSearch({ strict: false }));
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    activityQuery(search),
  );
  const retention = useQuery(establishmentQuery).data?.retentionDays.audit;
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const isNarrowed = Object.keys(search).length > 0;
  const numberError = fieldError(error, '/identityNumber');
  return (
    <Page title={activity.title}>
      <p>{activity.intro}</p>
      {/* It keeps its place until its number is there. */}
      <p className="secondary page-note">{retention === undefined ? '\u00a0' : keptFor(retention)}</p>
      <Filters search={search} numberError={numberError} />
      {error && !numberError && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && items.length === 0 && (
        <p className="state" role="status">
          {hasNextPage ? activity.noneSoFar : isNarrowed ? activity.noneFound : activity.none}
        </p>
      )}
      {items.length > 0 && <Shown count={items.length} />}
      {items.length > 0 && <Entries items={items} />}
      <div className="actions">
        {hasNextPage && (
          <button type="button" className="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {isFetchingNextPage ? words.loading : words.more}
          </button>
        )}
        {items.length > 0 && <ExportButton what="audit" filters={activityFiltersOf(search)} />}
      </div>
    </Page>
  );
}

function keptFor(days: number): string {
  const years = wholeYears(days);
  return years === undefined ? plural(activity.kept, days) : plural(activity.keptYears, years);
}

function Filters({ search, numberError }: { search: ActivitySearch; numberError: string | undefined }) {
  const navigate = useNavigate();
  return (
    <FilterForm
      chosen={{ ...search }}
      reset={<Link to="/activity">{words.filtering.reset}</Link>}
      onApply={(typed) => {
        const identityNumber = numberTyped(typed.identityNumber ?? '');
        void navigate({ to: '/activity', search: activitySearchOf({ ...typed, identityNumber }) });
      }}
    >
      <FilterSelect
        name="action"
        label={activity.action}
        value={search.action}
        options={ACTIONS.map((one) => [one, activity.actions[one]])}
      />
      <ContactFilter label={activity.contact} value={search.contactId} gone={activity.deletedContact} />
      <FilterNumber label={activity.identityNumber} value={search.identityNumber} error={numberError} />
      <Field label={activity.actor} hint={activity.actorHint}>
        {(attributes) => (
          <input {...attributes} name="actor" type="text" dir="ltr" autoComplete="off" defaultValue={search.actor} />
        )}
      </Field>
    </FilterForm>
  );
}

function Entries({ items }: { items: readonly Entry[] }) {
  const { columns } = activity;
  return (
    <div className="table-frame">
      <table>
        <thead>
          <tr>
            <th scope="col">{columns.action}</th>
            <th scope="col">{columns.about}</th>
            <th scope="col">{columns.actor}</th>
            <th scope="col">{columns.at}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((entry) => (
            <tr key={entry.id}>
              <th scope="row">
                {activity.actions[entry.action]}
                {entry.fields.length > 0 && (
                  <span className="secondary">
                    {activity.fields} {entry.fields.map(fieldName).join(words.listComma)}
                  </span>
                )}
                {entry.refusal && <Refusal reason={entry.refusal} />}
              </th>
              <td data-label={columns.about}>
                <About entry={entry} />
              </td>
              <td data-label={columns.actor}>
                <Actor actor={entry.actor} />
              </td>
              <td data-label={columns.at}>
                <Instant at={entry.at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A field in words; one that is newer than this page by its own name. */
const fieldName = (field: string): string =>
  Object.hasOwn(activity.fieldNames, field) ? activity.fieldNames[field as keyof typeof activity.fieldNames] : field;

function Refusal({ reason }: { reason: string }) {
  const text = Object.hasOwn(activity.refusals, reason)
    ? activity.refusals[reason as keyof typeof activity.refusals]
    : activity.refusedOtherwise;
  return (
    <span className="refusal">
      <Tag urgency="warning">{activity.refused}</Tag> <span>{text}</span>
    </span>
  );
}

const ERASED = 'erased:';

/** The contact, the person or the file that it was about. */
function About({ entry: { contactId, identityNumber, importId } }: { entry: Entry }) {
  const contacts = useContactsById();
  if (identityNumber?.startsWith(ERASED)) return <span>{activity.erased}</span>;
  if (identityNumber)
    return (
      <Link to="/people/$identityNumber" params={{ identityNumber }}>
        <IdentityNumber value={identityNumber} />
      </Link>
    );
  if (importId) return <Link to="/uploads">{activity.toImport}</Link>;
  if (!contactId) return null;
  const contact = contacts.get(contactId);
  if (!contact) return <span>{activity.deletedContact}</span>;
  return (
    <Link to="/contacts" search={{ contact: contactId }}>
      <Address value={contact.address} /> {contact.label && <bdi>{contact.label}</bdi>}
    </Link>
  );
}

/** Who it was, as the issuer of the sign-in names accounts. */
function Actor({ actor }: { actor: string }) {
  if (actor === 'recipient') return <span>{activity.recipient}</span>;
  if (actor === 'unknown') return <span>{activity.unknownActor}</span>;
  return (
    <Link to="/activity" search={{ actor }} className="address">
      <Ltr>{actor}</Ltr>
    </Link>
  );
}
