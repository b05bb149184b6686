import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useId } from 'react';
import { FilterButtons } from '../../components/filter-buttons.tsx';
import { FilterForm, FilterSelect } from '../../components/filter-form.tsx';
import { fieldError } from '../../components/form.tsx';
import { words } from '../../words/words.ts';
import { EXPIRIES, FOLLOWING, KINDS, type PeopleSearch, peopleSearchOf } from './search.ts';

const { people } = words;

/** Narrows the list. What is chosen stands in the address. */
export function Filters({ search, error }: { search: PeopleSearch; error: unknown }) {
  const navigate = useNavigate();
  const change = (part: Partial<Record<keyof PeopleSearch, string | undefined>>) =>
    void navigate({ to: '/people', search: peopleSearchOf({ ...search, ...part }) });
  return (
    <div className="filters no-print">
      <SearchForm q={search.q} error={error} onSearch={(q) => change({ q })} />
      <FilterButtons
        label={people.filter}
        options={[undefined, ...FOLLOWING].map((one) => [one, people.filters[one ?? 'all']] as const)}
        chosen={search.following}
        onChoose={(following) => change({ following })}
      />
      <FilterButtons
        label={people.expiry}
        options={[undefined, ...EXPIRIES].map((one) => [one, people.expiries[one ?? 'all']] as const)}
        chosen={search.from || search.to ? null : search.expires}
        onChoose={(expires) => change({ expires, from: undefined, to: undefined })}
      />
      <FilterForm
        chosen={{
          kind: search.kind ?? '',
          sort: search.sort ?? '',
          from: search.from ?? '',
          to: search.to ?? '',
        }}
        reset={
          <Link to="/people" search={peopleSearchOf({ ...search, kind: '', sort: '', from: '', to: '' })}>
            {words.filtering.reset}
          </Link>
        }
        days={people.expiry}
        onApply={(chosen) => change({ ...chosen, ...((chosen.from || chosen.to) && { expires: undefined }) })}
      >
        <FilterSelect
          name="kind"
          label={people.kind}
          value={search.kind}
          options={KINDS.map((one) => [one, people.kinds[one]] as const)}
        />
        <FilterSelect
          name="sort"
          label={people.sort}
          value={search.sort}
          options={[['expiry', people.sorts.expiry]]}
          all={people.sorts.all}
        />
      </FilterForm>
    </div>
  );
}

function SearchForm({ q, error, onSearch }: { q: string | undefined; error: unknown; onSearch: (q: string) => void }) {
  const id = useId();
  const message = fieldError(error, '/q');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSearch(String(new FormData(event.currentTarget).get('q') ?? ''));
  };
  return (
    <search>
      <form onSubmit={submit} className="search">
        <label htmlFor={`${id}-q`}>{people.search}</label>
        <input
          key={q}
          id={`${id}-q`}
          name="q"
          type="search"
          defaultValue={q}
          dir="auto"
          aria-describedby={`${id}-hint ${id}-error`}
          aria-invalid={message !== undefined}
        />
        <button type="submit" className="button button-primary">
          {people.search}
        </button>
        <p id={`${id}-hint`} className="secondary">
          {people.searchHint}
        </p>
        <p id={`${id}-error`} className="field-error" aria-live="polite">
          {message}
        </p>
      </form>
    </search>
  );
}
