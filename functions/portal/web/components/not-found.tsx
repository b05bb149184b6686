import { Link } from '@tanstack/react-router';
import { words } from '../words/words.ts';
import { Page } from './page.tsx';

/** What stands at an address without a page. */
export function NotFound() {
  return (
    <Page title={words.notFoundTitle}>
      <p>{words.notFoundText}</p>
      <ul className="not-found">
        <li>
          <Link to="/">{words.toHome}</Link>
        </li>
        <li>
          <Link to="/people">{words.nav.people}</Link>
        </li>
        <li>
          <Link to="/help">{words.nav.help}</Link>
        </li>
      </ul>
    </Page>
  );
}
