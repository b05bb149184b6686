import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Page } from '../../components/page.tsx';
import { Failure, Loading } from '../../components/states.tsx';
import { Count, Instant, Ltr } from '../../components/values.tsx';
import { useMayManage } from '../../session.ts';
import { words } from '../../words/words.ts';
import { type Import, importsQuery, isOpen } from './data.ts';
import { ImportCard } from './import-card.tsx';
import { NewImport } from './new-import.tsx';
import { uploadsSearchOf } from './search.ts';

const { uploads } = words;

/** Files of people: one that is worked at, a new one, and those of the last 30 days. */
export function UploadsScreen() {
  const { import: asked } = uploadsSearchOf(useSearch({ strict: false }));
  const mayManage = useMayManage();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(importsQuery);
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const open = items.find(isOpen);
  const shown = asked ?? open?.id;
  // Somebody else was faster: the file that was chosen can go in after theirs.
  const [isWaiting, setWaiting] = useState(false);
  const navigate = useNavigate();
  // What is worked at stays shown when it ends.
  useEffect(() => {
    if (asked === undefined && open) void navigate({ to: '/uploads', search: { import: open.id }, replace: true });
  }, [asked, open, navigate]);
  return (
    <Page title={uploads.title}>
      <p className="lead">{uploads.lead}</p>
      {!mayManage && <p className="notice notice-info">{words.readerHint}</p>}
      {asked !== undefined && open === undefined && (
        <p className="back">
          <Link to="/uploads">{uploads.toAll}</Link>
        </p>
      )}
      {shown !== undefined && <ImportCard key={shown} importId={shown} />}
      {data && mayManage && (open === undefined || isWaiting) && (
        <NewImport
          isAnother={shown !== undefined}
          onRefused={() => setWaiting(true)}
          onStarted={() => setWaiting(false)}
        />
      )}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && <Earlier items={items} />}
      {hasNextPage && (
        <button type="button" className="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {isFetchingNextPage ? words.loading : words.more}
        </button>
      )}
    </Page>
  );
}

const URGENCY: Readonly<Partial<Record<Import['status'], string>>> = {
  ready: 'tag tag-warning',
  failed: 'tag tag-error',
  done: 'tag tag-success',
};

function Earlier({ items }: { items: readonly Import[] }) {
  const { earlierColumns: columns } = uploads;
  return (
    <section aria-labelledby="earlier-files">
      <h2 id="earlier-files">{uploads.earlier}</h2>
      {items.length === 0 ? (
        <p>{uploads.earlierNone}</p>
      ) : (
        <div className="table-frame">
          <table>
            <thead>
              <tr>
                <th scope="col">{columns.file}</th>
                <th scope="col">{columns.at}</th>
                <th scope="col">{columns.state}</th>
                <th scope="col">{columns.rows}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((one) => (
                <tr key={one.id}>
                  <th scope="row">
                    <Link to="/uploads" search={{ import: one.id }} className="file-name">
                      <Ltr>{one.fileName}</Ltr>
                    </Link>
                  </th>
                  <td data-label={columns.at}>
                    <Instant at={one.createdAt} />
                  </td>
                  <td data-label={columns.state}>
                    <span className={URGENCY[one.status] ?? 'tag'}>{uploads.statuses[one.status]}</span>
                  </td>
                  <td data-label={columns.rows}>{one.counts ? <Count value={one.counts.rows} /> : '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
