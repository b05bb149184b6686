import type { ReactNode } from 'react';

/** Drawings beside words, in the colour of the text. The words say it all, so screen readers skip the drawings. */
const DRAWINGS = {
  activity: <path d="M3.5 12a8.5 8.5 0 1 0 2.6-6.1L3.5 8.5M3.5 4v4.5H8M12 7.5V12l3 2" />,
  building: (
    <path d="M5 21V4.5A1.5 1.5 0 0 1 6.5 3h7A1.5 1.5 0 0 1 15 4.5V21M15 10h2.5a1.5 1.5 0 0 1 1.5 1.5V21M3 21h18M8.5 7.5h3M8.5 11.5h3M8.5 15.5h3" />
  ),
  calendar: (
    <path d="M5.5 5h13A1.5 1.5 0 0 1 20 6.5v12a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5v-12A1.5 1.5 0 0 1 5.5 5ZM4 10h16M8.5 3v4M15.5 3v4" />
  ),
  check: <path d="m5 12.5 4.5 4.5L19 7.5" />,
  chevron: <path d="m9.5 5.5 6.5 6.5-6.5 6.5" />,
  close: <path d="m6 6 12 12M18 6 6 18" />,
  contacts: (
    <path d="M8 2.5h8A1.5 1.5 0 0 1 17.5 4v16a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 20V4A1.5 1.5 0 0 1 8 2.5ZM10.5 18.5h3" />
  ),
  copy: (
    <path d="M10 8.5h8.5A1.5 1.5 0 0 1 20 10v9a1.5 1.5 0 0 1-1.5 1.5H10A1.5 1.5 0 0 1 8.5 19v-9A1.5 1.5 0 0 1 10 8.5ZM15.5 8.5V5A1.5 1.5 0 0 0 14 3.5H5.5A1.5 1.5 0 0 0 4 5v8.5A1.5 1.5 0 0 0 5.5 15h3" />
  ),
  download: <path d="M12 3.5V15m0 0 4.5-4.5M12 15l-4.5-4.5M4 17v2a1.5 1.5 0 0 0 1.5 1.5h13A1.5 1.5 0 0 0 20 19v-2" />,
  everyone: (
    <path d="M9 11.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5ZM2.5 20c.4-3.4 3.1-5.5 6.5-5.5 1.6 0 3.1.5 4.2 1.4M15 4.4a3.75 3.75 0 0 1 0 6.7M18.5 15v6M15.5 18h6" />
  ),
  file: (
    <path d="M13.5 3H7a1.5 1.5 0 0 0-1.5 1.5v15A1.5 1.5 0 0 0 7 21h10a1.5 1.5 0 0 0 1.5-1.5V8l-5-5ZM13.5 3v5h5M9 13h6M9 17h6" />
  ),
  help: (
    <path d="M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM9.6 9.5a2.5 2.5 0 1 1 3.4 2.4c-.7.3-1 .8-1 1.5v.4M12 16.6v.1" />
  ),
  home: <path d="m3.5 11 8.5-7.5 8.5 7.5M6 9v10.5h12V9M10 19.5v-5h4v5" />,
  language: (
    <path d="M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM3.5 12h17M12 3.5c2.4 2.5 3.6 5.3 3.6 8.5s-1.2 6-3.6 8.5c-2.4-2.5-3.6-5.3-3.6-8.5s1.2-6 3.6-8.5Z" />
  ),
  menu: <path d="M4 7h16M4 12h16M4 17h16" />,
  messages: (
    <path d="M5.5 4h13A1.5 1.5 0 0 1 20 5.5v9a1.5 1.5 0 0 1-1.5 1.5H13l-4.5 4v-4h-3A1.5 1.5 0 0 1 4 14.5v-9A1.5 1.5 0 0 1 5.5 4ZM8 8.5h8M8 12h5" />
  ),
  offline: (
    <path d="m4 4 16 16M8.6 13.4a6 6 0 0 1 2.2-1.3M13.6 12.2c1 .3 1.8.8 2.5 1.5M5.4 10.2a10.6 10.6 0 0 1 3-2M11.5 7.3A10.5 10.5 0 0 1 18.6 10.2M12 17.4v.1" />
  ),
  people: (
    <path d="M9 11.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5ZM2.5 20c.4-3.4 3.1-5.5 6.5-5.5s6.1 2.1 6.5 5.5M15.5 4.4a3.75 3.75 0 0 1 0 6.7M18 15c1.9.9 3.2 2.6 3.5 5" />
  ),
  plus: <path d="M12 5v14M5 12h14" />,
  print: (
    <path d="M7 8V3.5h10V8M7 17H5a1.5 1.5 0 0 1-1.5-1.5v-6A1.5 1.5 0 0 1 5 8h14a1.5 1.5 0 0 1 1.5 1.5v6A1.5 1.5 0 0 1 19 17h-2M7 14h10v6.5H7V14Z" />
  ),
  search: <path d="M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 20 20" />,
  settings: (
    <path d="M4 7.5h8M16.5 7.5H20M4 16.5h3.5M12 16.5h8M14.25 9.75a2.25 2.25 0 1 0 0-4.5 2.25 2.25 0 0 0 0 4.5ZM9.75 18.75a2.25 2.25 0 1 0 0-4.5 2.25 2.25 0 0 0 0 4.5Z" />
  ),
  'sign-out': <path d="M10 3.5H6A1.5 1.5 0 0 0 4.5 5v14A1.5 1.5 0 0 0 6 20.5h4M9.5 12h11m0 0-4-4m4 4-4 4" />,
  upload: <path d="M12 15V3.5m0 0L7.5 8M12 3.5 16.5 8M4 17v2a1.5 1.5 0 0 0 1.5 1.5h13A1.5 1.5 0 0 0 20 19v-2" />,
  warning: <path d="M12 4 2.5 20.5h19L12 4ZM12 10.5v4M12 17.4v.1" />,
} satisfies Record<string, ReactNode>;
export type IconName = keyof typeof DRAWINGS;

/** The drawings that point somewhere: these alone turn round with the direction of the page. */
const DIRECTIONAL: ReadonlySet<IconName> = new Set(['chevron', 'sign-out']);

/** A drawing that stands beside words. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      className={DIRECTIONAL.has(name) ? 'icon icon-directional' : 'icon'}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      {DRAWINGS[name]}
    </svg>
  );
}
