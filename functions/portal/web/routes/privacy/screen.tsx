import { Page } from '../../components/page.tsx';
import { Sentences } from '../../components/sentences.tsx';
import { CalendarDate } from '../../components/values.tsx';
import { privacy } from './words.ts';

const UPDATED = '2026-11-26';

/** What is kept of whom, for how long, and who sees it, open to everybody. */
export function PrivacyScreen() {
  const { whatColumns: columns } = privacy;
  return (
    <Page title={privacy.title}>
      <p className="lead">{privacy.lead}</p>
      <div className="text">
        <Sentences title={privacy.whoTitle} sentences={privacy.who} />
        <section>
          <h2>{privacy.whatTitle}</h2>
          <div className="table-frame">
            <table>
              <thead>
                <tr>
                  <th scope="col">{columns.what}</th>
                  <th scope="col">{columns.why}</th>
                  <th scope="col">{columns.howLong}</th>
                </tr>
              </thead>
              <tbody>
                {privacy.what.map(({ what, why, howLong }) => (
                  <tr key={what}>
                    <th scope="row">{what}</th>
                    <td data-label={columns.why}>{why}</td>
                    <td data-label={columns.howLong}>{howLong}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
        <Sentences title={privacy.notTitle} sentences={privacy.not} />
        <Sentences title={privacy.seeTitle} sentences={privacy.see} />
        <Sentences title={privacy.protectTitle} sentences={privacy.protect} />
        <Sentences title={privacy.browserTitle} sentences={privacy.browser} />
        <Sentences title={privacy.rightsTitle} sentences={privacy.rights} />
        <p className="secondary">
          {privacy.updated} <CalendarDate date={UPDATED} />
        </p>
      </div>
    </Page>
  );
}
