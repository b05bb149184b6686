import { Icon } from '../../components/icons.tsx';
import { signInAddress } from '../../session.ts';
import { words } from '../../words/words.ts';

const SENTENCES: Readonly<Record<string, string>> = {
  failed: words.signInFailed,
  'no-establishment': words.noEstablishment,
};

/** What somebody sees who is not signed in, at whatever address. */
export function SignInScreen() {
  const failure = SENTENCES[new URLSearchParams(location.search).get('sign-in') ?? ''];
  return (
    <main id="content" className="sign-in" tabIndex={-1}>
      <div className="sign-in-text">
        <h1>{words.service}</h1>
        {failure && (
          <p className="notice notice-error" role="alert">
            {failure}
          </p>
        )}
        <p className="lead">{words.signInText}</p>
        <ul className="points">
          {words.signInPoints.map((point) => (
            <li key={point}>
              <Icon name="check" />
              <span>{point}</span>
            </li>
          ))}
        </ul>
        <a className="button button-primary button-large" href={signInAddress()}>
          {words.signIn}
        </a>
        <p className="secondary sign-in-note">{words.signInNote}</p>
      </div>
      <figure className="sample">
        <figcaption>{words.signInExample}</figcaption>
        <blockquote>{words.signInSample}</blockquote>
      </figure>
    </main>
  );
}
