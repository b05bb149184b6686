import { Page } from '../../components/page.tsx';
import { Sentences } from '../../components/sentences.tsx';
import { CalendarDate } from '../../components/values.tsx';
import { words } from '../../words/words.ts';

const { accessibility } = words;

const UPDATED = '2026-11-26';

/** What was tested for people with disabilities and what was not, open to everybody. */
export function AccessibilityScreen() {
  return (
    <Page title={accessibility.title}>
      <p className="lead">{accessibility.lead}</p>
      <div className="text">
        <section>
          <h2>{accessibility.aimTitle}</h2>
          <p>{accessibility.aim}</p>
        </section>
        <Sentences title={accessibility.canTitle} sentences={accessibility.can} />
        <Sentences title={accessibility.testedTitle} sentences={accessibility.tested} />
        <Sentences title={accessibility.notTestedTitle} sentences={accessibility.notTested} />
        <Sentences title={accessibility.knownTitle} sentences={accessibility.known} />
        <section>
          <h2>{accessibility.reportTitle}</h2>
          <p>{accessibility.report}</p>
        </section>
        <p className="secondary">
          {accessibility.updated} <CalendarDate date={UPDATED} />
        </p>
      </div>
    </Page>
  );
}
