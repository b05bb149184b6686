import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Failure, Loading } from '../../components/states.tsx';
import { IdentityNumber } from '../../components/values.tsx';
import { words } from '../../words/words.ts';
import { defaultSubscriptionQuery, usesQuery } from './data.ts';

const { contacts } = words;

/** Whose alerts are sent to a contact. */
export function Uses({ contactId }: { contactId: string }) {
  const everyone = useQuery(defaultSubscriptionQuery);
  const own = useInfiniteQuery(usesQuery(contactId));
  const error = everyone.error ?? own.error;
  if (error) return <Failure error={error} retry={() => void Promise.all([everyone.refetch(), own.refetch()])} />;
  if (everyone.data === undefined || !own.data) return <Loading />;
  const isDefault = everyone.data?.contactIds.includes(contactId) ?? false;
  const people = own.data.pages.flatMap(({ items }) => items).filter(({ status }) => status !== 'ended');
  if (!isDefault && people.length === 0 && !own.hasNextPage) return <p>{contacts.noUses}</p>;
  return (
    <>
      <ul className="uses">
        {isDefault && (
          <li>
            {contacts.usedByDefault} <Link to="/follow-everyone">{contacts.toDefault}</Link>
          </li>
        )}
        {people.map(({ identityNumber, reference, label, inherited }) => (
          <li key={identityNumber}>
            <Link to="/people/$identityNumber" params={{ identityNumber }}>
              <IdentityNumber value={identityNumber} />
            </Link>{' '}
            {reference && <bdi>{reference}</bdi>} {label && <bdi>{label}</bdi>}{' '}
            {inherited.includes('contactIds') && <span className="secondary">({contacts.byDefault})</span>}
          </li>
        ))}
      </ul>
      {own.hasNextPage && (
        <button
          type="button"
          className="button"
          disabled={own.isFetchingNextPage}
          onClick={() => void own.fetchNextPage()}
        >
          {own.isFetchingNextPage ? words.loading : words.more}
        </button>
      )}
    </>
  );
}
