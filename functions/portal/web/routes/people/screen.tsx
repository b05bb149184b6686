import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { RequestRefused } from '../../api.ts';
import { ExportButton } from '../../components/export-button.tsx';
import { Icon } from '../../components/icons.tsx';
import { Page } from '../../components/page.tsx';
import { Failure, Loading } from '../../components/states.tsx';
import { CalendarDate, DaysLeft, IdentityNumber, PersonName } from '../../components/values.tsx';
import { useMayManage } from '../../session.ts';
import { fill, language, plural, words } from '../../words/words.ts';
import { BulkPanel, JobReport } from './bulk-panel.tsx';
import { ByNumber } from './by-number.tsx';
import { everybodyWhoMatches, listAddress, peopleQuery } from './data.ts';
import { Filters } from './filters.tsx';
import { apiFiltersOf, type PeopleSearch, peopleSearchOf, type Traveller } from './search.ts';

const { people } = words;

/** The people of the establishment: found by what somebody types, narrowed by how they are followed and when passports expire. */
export function PeopleScreen() {
  const search = peopleSearchOf(useSearch({ strict: false }));
  listAddress.last = search;
  const { error } = useInfiniteQuery(peopleQuery(search));
  const mayManage = useMayManage();
  return (
    <Page title={people.title}>
      {mayManage && <ByNumber />}
      <Filters search={search} error={error} />
      {/* Whom somebody chose in one list is not chosen in another. */}
      <List key={JSON.stringify(search)} search={search} mayManage={mayManage} />
    </Page>
  );
}

type Chosen = ReadonlyMap<string, Traveller>;

function List({ search, mayManage }: { search: PeopleSearch; mayManage: boolean }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    peopleQuery(search),
  );
  const [chosen, setChosen] = useState<Chosen>(new Map());
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const isNarrowed = Object.keys(search).length > 0;
  const isMistyped = error instanceof RequestRefused && error.errors.some(({ path }) => path === '/q');
  return (
    <>
      <JobReport onAgain={(again) => setChosen(chosenOf(again))} />
      {error && !isMistyped && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && items.length === 0 && !hasNextPage && (
        <div className="state" role="status">
          <p>{isNarrowed ? people.noneFound : people.none}</p>
          {isNarrowed && (
            <Link to="/people" search={{}}>
              {people.clear}
            </Link>
          )}
        </div>
      )}
      {items.length > 0 && (
        <>
          <div className="list-head">
            <p className="secondary" role="status">
              {plural(people.shown, items.length)}
              {hasNextPage && ` ${people.thereIsMore}`}
            </p>
            <div className="list-tools no-print">
              <ExportButton what="travellers" filters={apiFiltersOf(search)} />
              <button type="button" className="button" onClick={() => window.print()}>
                <Icon name="print" />
                {people.print}
              </button>
            </div>
          </div>
          {mayManage && (
            <Selection search={search} items={items} hasMore={hasNextPage} chosen={chosen} setChosen={setChosen} />
          )}
          <PeopleTable items={items} mayManage={mayManage} chosen={chosen} setChosen={setChosen} />
        </>
      )}
      {hasNextPage && (
        <button
          type="button"
          className="button no-print"
          disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {isFetchingNextPage ? words.loading : people.more}
        </button>
      )}
    </>
  );
}

function chosenOf(some: readonly Traveller[]): Chosen {
  return new Map(some.map((person) => [person.identityNumber, person]));
}

/** Chooses those who are shown, or all who match; and what is done to them. */
function Selection({
  search,
  items,
  hasMore,
  chosen,
  setChosen,
}: {
  search: PeopleSearch;
  items: readonly Traveller[];
  hasMore: boolean;
  chosen: Chosen;
  setChosen: (chosen: Chosen) => void;
}) {
  const [found, setFound] = useState<number>();
  const [error, setError] = useState<unknown>();
  const reading = useRef<AbortController>(undefined);
  const areAllShown = items.every(({ identityNumber }) => chosen.has(identityNumber));
  const chooseAll = async () => {
    const controller = new AbortController();
    reading.current = controller;
    setError(undefined);
    setFound(0);
    try {
      setChosen(chosenOf(await everybodyWhoMatches(search, setFound, controller.signal)));
    } catch (failure) {
      if (!controller.signal.aborted) setError(failure);
    } finally {
      setFound(undefined);
    }
  };
  const isReading = found !== undefined;
  return (
    <div className="selection no-print">
      <label className="row-choice">
        <input
          type="checkbox"
          checked={areAllShown}
          disabled={isReading}
          onChange={() => setChosen(areAllShown ? new Map() : new Map([...chosen, ...chosenOf(items)]))}
        />
        {people.selectPage}
      </label>
      {hasMore && areAllShown && !isReading && chosen.size === items.length && (
        <button type="button" className="button button-quiet" onClick={() => void chooseAll()}>
          {people.selectAll}
        </button>
      )}
      {isReading && (
        <p role="status">
          {plural(people.selecting, found)}{' '}
          <button type="button" className="button button-quiet" onClick={() => reading.current?.abort()}>
            {words.cancel}
          </button>
        </p>
      )}
      {chosen.size > 0 && !isReading && (
        <button type="button" className="button button-quiet" onClick={() => setChosen(new Map())}>
          {people.selectNone}
        </button>
      )}
      {error !== undefined && <Failure error={error} retry={() => void chooseAll()} />}
      {chosen.size > 0 && !isReading && (
        <BulkPanel chosen={[...chosen.values()]} onStarted={() => setChosen(new Map())} />
      )}
    </div>
  );
}

function PeopleTable({
  items,
  mayManage,
  chosen,
  setChosen,
}: {
  items: readonly Traveller[];
  mayManage: boolean;
  chosen: Chosen;
  setChosen: (chosen: Chosen) => void;
}) {
  const { columns } = people;
  const toggle = (person: Traveller) => {
    const others = new Map(chosen);
    if (!others.delete(person.identityNumber)) others.set(person.identityNumber, person);
    setChosen(others);
  };
  return (
    <div className="table-frame">
      <table className="people">
        <thead>
          <tr>
            {mayManage && (
              <th scope="col" className="no-print">
                <span className="for-readers">{columns.select}</span>
              </th>
            )}
            <th scope="col">{columns.name}</th>
            <th scope="col">{columns.number}</th>
            <th scope="col">{columns.passport}</th>
            <th scope="col">{columns.following}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((person) => (
            <tr key={person.identityNumber}>
              {mayManage && (
                <td className="row-choice no-print">
                  <input
                    type="checkbox"
                    aria-label={fill(people.selectOne, { name: person.name[language] || person.identityNumber })}
                    checked={chosen.has(person.identityNumber)}
                    onChange={() => toggle(person)}
                  />
                </td>
              )}
              <th scope="row">
                <Link to="/people/$identityNumber" params={{ identityNumber: person.identityNumber }}>
                  <PersonName name={person.name} />
                </Link>
                <Names person={person} />
              </th>
              <td data-label={columns.number}>
                <IdentityNumber value={person.identityNumber} />
              </td>
              <td data-label={columns.passport}>
                <CalendarDate date={person.passport.expiresOn} /> <DaysLeft days={person.passport.daysLeft} />
              </td>
              <td data-label={columns.following}>
                {people.following[person.following]}
                {mayManage && person.following === 'none' && (
                  <>
                    {' '}
                    <Link
                      to="/people/$identityNumber"
                      params={{ identityNumber: person.identityNumber }}
                      search={{ follow: true }}
                      className="button button-row no-print"
                    >
                      {people.follow}
                    </Link>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The establishment's own number and word for a person. */
function Names({ person: { reference, label } }: { person: Traveller }) {
  if (!reference && !label) return null;
  return (
    <span className="secondary">
      {reference && <bdi dir="auto">{reference}</bdi>}
      {reference && label && ' · '}
      {label && <bdi dir="auto">{label}</bdi>}
    </span>
  );
}
