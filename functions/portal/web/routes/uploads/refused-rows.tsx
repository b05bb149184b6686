import { Icon } from '../../components/icons.tsx';
import { Count, Ltr } from '../../components/values.tsx';
import { fill, numberText, words } from '../../words/words.ts';
import type { Import } from './data.ts';

const { uploads } = words;

/** What is wrong with the rows that were refused, and the file of them that can be corrected and uploaded again. */
export function RefusedRows({ one: { counts, refused, refusedFileUrl, status } }: { one: Import }) {
  const count = counts?.refused ?? 0;
  const isOver = status === 'ready' || status === 'applying' || status === 'done';
  if (count === 0 || !isOver) return null;
  const { refusedColumns: columns } = uploads;
  return (
    <section className="refused" aria-labelledby="refused-rows">
      <h3 id="refused-rows">{uploads.refusedTitle}</h3>
      {refusedFileUrl ? (
        <>
          <p>{uploads.refusedHow}</p>
          <p>
            <a className="button" href={refusedFileUrl} download>
              <Icon name="download" />
              {uploads.refusedFile}
            </a>
          </p>
        </>
      ) : (
        <p>{uploads.refusedGone}</p>
      )}
      {refused && count > refused.length && <p>{fill(uploads.refusedFirst, { count: numberText(count) })}</p>}
      {refused && refused.length > 0 && (
        <div className="table-frame">
          <table>
            <thead>
              <tr>
                <th scope="col">{columns.row}</th>
                <th scope="col">{columns.number}</th>
                <th scope="col">{columns.column}</th>
                <th scope="col">{columns.message}</th>
              </tr>
            </thead>
            <tbody>
              {refused.map(({ row, identityNumber, column, message }) => (
                <tr key={row}>
                  <th scope="row" data-label={columns.row}>
                    <Count value={row} />
                  </th>
                  <td data-label={columns.number}>{identityNumber ? <Ltr>{identityNumber}</Ltr> : '–'}</td>
                  <td data-label={columns.column}>{column ? <bdi>{uploads.columns[column]}</bdi> : '–'}</td>
                  <td data-label={columns.message}>
                    <span dir="auto">{message}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
