import { QueryClientProvider } from '@tanstack/react-query';
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queries } from './api.ts';
import { App } from './app.tsx';
import { NotFound } from './components/not-found.tsx';
import { applyTheme } from './preferences.ts';
import { activitySearchOf } from './routes/activity/data.ts';
import { contactsSearchOf } from './routes/contacts/data.ts';
import { HomeScreen } from './routes/home/screen.tsx';
import { messagesSearchOf } from './routes/messages/data.ts';
import { PeopleScreen } from './routes/people/screen.tsx';
import { peopleSearchOf } from './routes/people/search.ts';
import { personSearchOf } from './routes/person/search.ts';
import { uploadsSearchOf } from './routes/uploads/search.ts';

// Before anything is drawn.
applyTheme();

const root = createRootRoute({
  component: App,
  notFoundComponent: NotFound,
});
const getParentRoute = () => root;

/** What most people open is loaded at once; the rest in one file when one of it is opened: a file for each has dozens of parts in common. */
const later = (screen: keyof typeof import('./routes/later.ts')) =>
  lazyRouteComponent(() => import('./routes/later.ts'), screen);

const routes = [
  createRoute({ getParentRoute, path: '/', component: HomeScreen }),
  createRoute({ getParentRoute, path: '/people', validateSearch: peopleSearchOf, component: PeopleScreen }),
  createRoute({
    getParentRoute,
    path: '/people/$identityNumber',
    validateSearch: personSearchOf,
    component: later('PersonScreen'),
  }),
  createRoute({
    getParentRoute,
    path: '/follow-everyone',
    component: later('FollowEveryoneScreen'),
  }),
  createRoute({
    getParentRoute,
    path: '/uploads',
    validateSearch: uploadsSearchOf,
    component: later('UploadsScreen'),
  }),
  createRoute({
    getParentRoute,
    path: '/contacts',
    validateSearch: contactsSearchOf,
    component: later('ContactsScreen'),
  }),
  createRoute({
    getParentRoute,
    path: '/calendars',
    component: later('CalendarsScreen'),
  }),
  createRoute({
    getParentRoute,
    path: '/messages',
    validateSearch: messagesSearchOf,
    component: later('MessagesScreen'),
  }),
  createRoute({
    getParentRoute,
    path: '/messages/$notificationId',
    component: later('MessageScreen'),
  }),
  createRoute({
    getParentRoute,
    path: '/activity',
    validateSearch: activitySearchOf,
    component: later('ActivityScreen'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings',
    component: later('SettingsScreen'),
  }),
  createRoute({
    getParentRoute,
    path: '/help',
    component: later('HelpScreen'),
  }),
  createRoute({
    getParentRoute,
    path: '/accessibility',
    component: later('AccessibilityScreen'),
  }),
  createRoute({
    getParentRoute,
    path: '/privacy',
    component: later('PrivacyScreen'),
  }),
] as const;

/** Where the page is, below the address of the API. */
const BASE = '/portal';

const router = createRouter({
  routeTree: root.addChildren(routes),
  // The router's own base makes `/portal/` of the first page, which the API on AWS does not know.
  rewrite: {
    input: ({ url }) => {
      url.pathname = url.pathname.slice(BASE.length) || '/';
      return url;
    },
    output: ({ url }) => {
      url.pathname = url.pathname === '/' ? BASE : `${BASE}${url.pathname}`;
      return url;
    },
  },
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

const place = document.getElementById('portal');
if (!place) throw new Error('the page has no place for the portal');
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
