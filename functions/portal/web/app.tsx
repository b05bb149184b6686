import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { Icon, type IconName } from './components/icons.tsx';
import { Offline } from './components/offline.tsx';
import { SessionEnd } from './components/session-end.tsx';
import { Failure, Loading } from './components/states.tsx';
import { IdentityNumber } from './components/values.tsx';
import mark from './mark.svg';
import { SignInScreen } from './routes/sign-in/screen.tsx';
import { type Session, sessionQuery, signOut } from './session.ts';
import { language, words } from './words/words.ts';

/** The frame of every page: who is signed in, where one can go, and what one came for. */
export function App() {
  const { data: session, error, refetch } = useQuery(sessionQuery);
  const isPublic = useRouterState({ select: ({ location }) => PUBLIC.some(([path]) => path === location.pathname) });
  // What is drawn before would be pushed away by the menu.
  if (session === undefined && !error) return <Loading />;
  return (
    <>
      <a className="skip" href="#content">
        {words.skipToContent}
      </a>
      <header className="top">
        <Link className="service" to="/">
          <img src={mark} alt="" width="40" height="40" />
          <span>{words.service}</span>
        </Link>
        <OtherLanguage />
        {session && <Account session={session} />}
      </header>
      <Offline />
      {error ? (
        <main id="content" tabIndex={-1}>
          <h1>{words.service}</h1>
          <Failure error={error} retry={() => void refetch()} />
        </main>
      ) : !session ? (
        isPublic ? (
          <Outlet />
        ) : (
          <SignInScreen />
        )
      ) : (
        <SignedIn session={session} />
      )}
      <Footer />
    </>
  );
}

/** Where one can go, in the order of the work. */
const MENU = [
  ['/', words.nav.home, 'home'],
  ['/people', words.nav.people, 'people'],
  ['/follow-everyone', words.nav.followEveryone, 'everyone'],
  ['/uploads', words.nav.uploads, 'upload'],
  ['/contacts', words.nav.contacts, 'contacts'],
  ['/calendars', words.nav.calendars, 'calendar'],
  ['/messages', words.nav.messages, 'messages'],
  ['/activity', words.nav.activity, 'activity'],
  ['/settings', words.nav.settings, 'settings'],
] as const satisfies readonly (readonly [string, string, IconName])[];

function SignedIn({ session }: { session: Session }) {
  return (
    <>
      <nav className="menu" aria-label={words.menu}>
        {MENU.map(([to, name, icon]) => (
          <Link key={to} to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
            <Icon name={icon} />
            {name}
          </Link>
        ))}
      </nav>
      <Outlet />
      <SessionEnd session={session} />
    </>
  );
}

/** What is open to everybody, signed in or not. */
const PUBLIC = [
  ['/help', words.nav.help],
  ['/accessibility', words.nav.accessibility],
  ['/privacy', words.nav.privacy],
] as const;

function Footer() {
  return (
    <footer className="foot">
      <p>{words.footText}</p>
      <nav aria-label={words.footer}>
        {PUBLIC.map(([to, name]) => (
          <Link key={to} to={to}>
            {name}
          </Link>
        ))}
      </nav>
    </footer>
  );
}

/** Leads to the same page in the other language. */
function OtherLanguage() {
  const other = language === 'ar' ? 'en' : 'ar';
  const href = useRouterState({
    select: ({ location }) => {
      const query = new URLSearchParams(location.searchStr);
      query.set('lang', other);
      return `/portal${location.pathname === '/' ? '' : location.pathname}?${query}`;
    },
  });
  return (
    <a className="language" href={href} lang={other} hrefLang={other}>
      <Icon name="language" />
      {words.otherLanguage}
    </a>
  );
}

function Account({ session }: { session: Session }) {
  return (
    <div className="account">
      <span className="who">
        <Icon name="building" />
        <span>
          <span className="for-readers-if-narrow">{words.establishment}</span>{' '}
          <IdentityNumber value={session.establishmentId} />
        </span>
        <span className="tag">{words.roles[session.role]}</span>
      </span>
      <button type="button" className="button button-plain" onClick={() => void signOut()}>
        <Icon name="sign-out" />
        {words.signOut}
      </button>
    </div>
  );
}
