/**
 * What a browser takes to show the first list of a large establishment: bytes, requests and processor time. `npm run bench:portal`
 * writes docs/benchmarks/portal.md.
 */
import { rmSync } from 'node:fs';
import type { CDPSession, Page } from 'playwright-core';
import { LARGE_ESTABLISHMENT } from '../../infra/local/demo/large-people.ts';
import { readOrEnd, wholeNumber } from '../../shared/command-line.ts';
import { LocalProcess } from '../support/local-system.ts';
import { DESKTOP, PHONE, PortalBrowser } from '../support/portal-page.ts';
import { markdownTable, median, progress, writeReport } from './report.ts';

const HELP = `Measures what a browser takes to show the portal's first lists to an establishment of 100,000 people: bytes, requests, processor
time of the page's thread, and time. On a local system of its own; takes three minutes.

Usage: npm run bench:portal -- [--people <n>] [--quick] [--help]

  --people  how many people the establishment has, from 1000 on (default: 100000)
  --quick   1,000 people and one visit each, to see that it works; writes no document`;

const { PEOPLE, isQuick } = readOrEnd(
  {
    name: 'npm run bench:portal',
    help: HELP,
    options: { people: { type: 'string' }, quick: { type: 'boolean', default: false } },
  },
  ({ values: { people, quick } }) => ({
    PEOPLE: people === undefined ? (quick ? 1000 : 100_000) : wholeNumber('--people', people, 1000, 100_000),
    isQuick: quick,
  }),
);

const VISITS = isQuick ? 1 : 7;

/** A screen, and what of it says that its list is there. */
const SCREENS = [
  { path: '/portal/people', name: 'people', first: 'main a[href^="/portal/people/"]' },
  { path: '/portal/messages', name: 'messages', first: 'main a[href^="/portal/messages/"]' },
] as const;

interface Visit {
  readonly requests: number;
  readonly bytes: number;
  readonly cpuMs: number;
  readonly ms: number;
}

/** What was sent to a page since it was opened. */
async function watchNetwork(session: CDPSession): Promise<() => { requests: number; bytes: number }> {
  let [requests, bytes] = [0, 0];
  const cached = new Set<string>();
  session.on('Network.requestServedFromCache', ({ requestId }) => cached.add(requestId));
  session.on('Network.responseReceived', ({ requestId, response: { fromDiskCache } }) => {
    if (fromDiskCache) cached.add(requestId);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (cached.has(requestId)) return;
    requests += 1;
    bytes += encodedDataLength;
  });
  await session.send('Network.enable');
  return () => ({ requests, bytes });
}

/** Opens a screen, and waits until its list is seen. */
async function visit(browser: PortalBrowser, page: Page, { path, first }: (typeof SCREENS)[number]): Promise<Visit> {
  const session = await browser.context.newCDPSession(page);
  const network = await watchNetwork(session);
  // Time that the thread was on a processor, not time that went by.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const cpuMs = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
  };
  const [before, began] = [await cpuMs(), performance.now()];
  await page.goto(`${browser.origin}${path}`);
  await page.locator(first).first().waitFor();
  const ms = performance.now() - began;
  const after = await cpuMs();
  const sent = network();
  await session.detach();
  return { ...sent, ms, cpuMs: after - before };
}

const rows: (string | number)[][] = [];
const local = await LocalProcess.boot({ timeFactor: 1, demo: PEOPLE });
const bar = progress('visits', SCREENS.length * 2 * VISITS * 2);
try {
  for (const [device, viewport] of [
    ['phone', PHONE],
    ['desktop', DESKTOP],
  ] as const) {
    for (const screen of SCREENS) {
      const visits: { first: Visit; again: Visit }[] = [];
      for (let count = 0; count < VISITS; count += 1) {
        const browser = await PortalBrowser.start(local.addresses.api, { viewport });
        await browser.signInAs(LARGE_ESTABLISHMENT);
        const page = await browser.context.newPage();
        const first = await visit(browser, page, screen);
        bar.step(screen.name);
        await page.goto('about:blank');
        const again = await visit(browser, page, screen);
        bar.step(screen.name);
        visits.push({ first, again });
        await browser.close();
      }
      for (const [which, name] of [
        ['first', 'first visit'],
        ['again', 'again'],
      ] as const) {
        const of = (value: keyof Visit) => median(visits.map((one) => one[which][value]));
        rows.push([
          ...[screen.name, `${device}, ${name}`, of('requests'), (of('bytes') / 1000).toFixed(1)],
          ...[Math.round(of('cpuMs')), Math.round(of('ms'))],
        ]);
      }
    }
  }
} finally {
  bar.stop();
  await local.stop();
  rmSync(local.addresses.dataDir, { recursive: true, force: true });
}

const table = markdownTable(
  ['screen', 'how', 'requests', 'kB', 'CPU of the page’s thread, ms', 'until the list is seen, ms'],
  rows,
  ['how'],
);
console.log(table);
if (!isQuick) {
  writeReport({
    'portal.md': `# What the portal takes to show its first list

An establishment of ${PEOPLE.toLocaleString('en')} people, signed in, in Chromium on the local system. Measured by \`npm run bench:portal\`.

${table}

- *First visit*: nothing of the portal is in the browser yet. *Again*: scripts, styles and fonts are; the page and its data are not.
- kB are those that were sent, compressed, with headers, until the list was seen; what came from the browser's own store is not counted, nor are its requests.
- CPU is that of the thread that runs the page, as Chromium counts it (\`threadTicks\`), until the list is seen. Medians of ${VISITS} visits, each in a new browser.
- The first page of a list has 25 entries, whatever the size of the establishment, so nothing here grows with it.
- One machine runs browser and system on two cores, which other processes share. The figures say how heavy the page is, not how fast a phone is.
`,
  });
}
