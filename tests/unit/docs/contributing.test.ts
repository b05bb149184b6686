import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ALERTS } from '../../../shared/domain/alerts.ts';
import { alertOf } from '../../../shared/domain/events.ts';
import { PROVIDERS } from '../../../shared/domain/notification.ts';
import { EVENT_TYPES } from '../../support/factories.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const GUIDE = readFileSync(join(ROOT, 'docs/contributing.md'), 'utf8');
const FILES = ['README.md', 'env.ts', 'deps.ts', 'handler.ts', 'index.ts'];
const functions = globSync('functions/*/index.ts', { cwd: ROOT }).map(dirname);

describe('the rooms that the contributor’s page describes', () => {
  it('every alert has an event', () => {
    expect([...new Set(EVENT_TYPES.map(alertOf))].filter((alert) => alert !== undefined).toSorted()).toEqual(
      [...ALERTS].toSorted(),
    );
  });

  it('every provider has a room', () => {
    for (const provider of PROVIDERS) {
      expect(existsSync(join(ROOT, 'shared/providers', provider, 'send.ts')), provider).toBe(true);
    }
  });

  it('every function has its files', () => {
    expect(functions.length).toBeGreaterThan(10);
    const missing = functions.flatMap((folder) =>
      FILES.map((file) => `${folder}/${file}`).filter((path) => !existsSync(join(ROOT, path))),
    );
    expect(missing).toEqual([]);
  });

  it('the page names files and folders that are there', () => {
    const named = [...GUIDE.matchAll(/`((?:functions|shared|infra|tests|docs)\/[^`<…]*)`/g)].map(
      ([, path = '']) => path,
    );
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
