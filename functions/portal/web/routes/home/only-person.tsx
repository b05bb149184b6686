import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Failure, Loading } from '../../components/states.tsx';
import { CalendarDate, DaysLeft, IdentityNumber, PersonName } from '../../components/values.tsx';
import { useMayManage } from '../../session.ts';
import { words } from '../../words/words.ts';
import { peopleQuery } from '../people/data.ts';

const { home, people, person: texts } = words;

/** The one person of an establishment, in the place of numbers that would all be one. */
export function OnlyPerson() {
  const { data, error, refetch } = useInfiniteQuery(peopleQuery({}));
  const mayManage = useMayManage();
  const person = data?.pages[0]?.items[0];
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!person) return <Loading />;
  const params = { identityNumber: person.identityNumber };
  return (
    <section className="card only-person" aria-labelledby="only-person">
      <h2 id="only-person">
        <PersonName name={person.name} />
      </h2>
      <dl className="review">
        <dt>{texts.number}</dt>
        <dd>
          <IdentityNumber value={person.identityNumber} />
        </dd>
        <dt>{people.columns.passport}</dt>
        <dd>
          <CalendarDate date={person.passport.expiresOn} /> <DaysLeft days={person.passport.daysLeft} />
        </dd>
        <dt>{texts.following}</dt>
        <dd>{people.following[person.following]}</dd>
      </dl>
      <div className="actions">
        {mayManage && person.following === 'none' && (
          <Link
            to="/people/$identityNumber"
            params={params}
            search={{ follow: true }}
            className="button button-primary"
          >
            {people.follow}
          </Link>
        )}
        <Link to="/people/$identityNumber" params={params} className="button">
          {home.toPerson}
        </Link>
      </div>
    </section>
  );
}
