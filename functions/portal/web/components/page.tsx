import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { words } from '../words/words.ts';

/** The browser itself puts the focus where the first page begins. */
let isFirst = true;

/** A page of the portal: its title is that of the window, and has the focus when somebody comes to it. */
export function Page({ title, children }: { title: string; children: React.ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  useEffect(() => {
    document.title = `${title} · ${words.service}`;
  }, [title]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus moves when the page does
  useEffect(() => {
    if (!isFirst) heading.current?.focus();
    isFirst = false;
  }, [path]);
  return (
    <main id="content" tabIndex={-1}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </main>
  );
}
