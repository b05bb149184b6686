import { Page } from '../../components/page.tsx';
import { ALERTS } from '../../components/subscription-fields.tsx';
import { words } from '../../words/words.ts';

const { help } = words;

/** The parts of the page, by the names that stand in addresses. */
const PARTS = [
  ['start', help.startTitle],
  ['alerts', help.alertsTitle],
  ['use', help.useTitle],
  ['following', help.followingTitle],
  ['names', help.namesTitle],
  ['daily', help.dailyTitle],
  ['uploads', help.uploadsTitle],
  ['safety', help.safetyTitle],
  ['questions', help.questionsTitle],
] as const;
const TITLES = Object.fromEntries(PARTS) as Record<(typeof PARTS)[number][0], string>;

/** What people ask about the service, open to everybody. */
export function HelpScreen() {
  return (
    <Page title={help.title}>
      <p className="lead">{help.lead}</p>
      <div className="reading">
        <nav aria-label={help.contents} className="contents">
          <h2>{help.contents}</h2>
          <ul>
            {PARTS.map(([id, title]) => (
              <li key={id}>
                <a href={`#${id}`}>{title}</a>
              </li>
            ))}
          </ul>
        </nav>
        <div className="text">
          <Part id="start">
            <ol>
              {help.start.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          </Part>
          <Part id="alerts">
            <Alerts />
            <p>{help.alertsLate}</p>
          </Part>
          <Part id="use">
            <h3>{help.mayTitle}</h3>
            <List sentences={help.may} />
            <h3>{help.mayNotTitle}</h3>
            <List sentences={help.mayNot} />
            <p className="notice notice-info">{help.useTell}</p>
          </Part>
          <Part id="following">
            <List sentences={help.following} />
          </Part>
          <Part id="names">
            <List sentences={help.names} />
          </Part>
          <Part id="daily">
            <List sentences={help.daily} />
          </Part>
          <Part id="uploads">
            <List sentences={help.uploads} />
          </Part>
          <Part id="safety">
            <List sentences={help.safety} />
          </Part>
          <Part id="questions">
            {help.questions.map(({ question, answer }) => (
              <details key={question}>
                <summary>{question}</summary>
                <p>{answer}</p>
              </details>
            ))}
          </Part>
          <h2>{help.moreTitle}</h2>
          <p>{help.more}</p>
        </div>
      </div>
    </Page>
  );
}

function Part({ id, children }: { id: keyof typeof TITLES; children: React.ReactNode }) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{TITLES[id]}</h2>
      {children}
    </section>
  );
}

function List({ sentences }: { sentences: readonly string[] }) {
  return (
    <ul>
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

function Alerts() {
  const { alertColumns: columns, alertTexts } = help;
  return (
    <div className="table-frame">
      <table>
        <thead>
          <tr>
            <th scope="col">{columns.alert}</th>
            <th scope="col">{columns.when}</th>
            <th scope="col">{columns.todo}</th>
          </tr>
        </thead>
        <tbody>
          {([...ALERTS, 'following-ended'] as const).map((alert) => (
            <tr key={alert}>
              <th scope="row">{words.alerts.names[alert]}</th>
              <td data-label={columns.when}>{alertTexts[alert].when}</td>
              <td data-label={columns.todo}>{alertTexts[alert].todo}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
