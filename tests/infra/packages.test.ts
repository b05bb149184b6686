import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import lockFile from '../../package-lock.json' with { type: 'json' };

interface LockedPackage {
  version?: string;
  integrity?: string;
  resolved?: string;
  hasInstallScript?: boolean;
  inBundle?: boolean;
  bin?: Record<string, string>;
  os?: string | string[];
  cpu?: string | string[];
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const locked = Object.entries(lockFile.packages as Record<string, LockedPackage>).filter(([path]) => path !== '');
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
const directory = mkdtempSync(join(tmpdir(), 'sbom-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('the lock file', () => {
  it('holds the hash of every package that is fetched, and no address', () => {
    expect(locked.length).toBeGreaterThan(300);
    const fetched = locked.filter(([, { inBundle }]) => !inBundle);
    expect(fetched.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
    expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  it('lets no package run an install script that package.json does not name', () => {
    const withScript = locked.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path));
    expect(withScript.toSorted()).toEqual(Object.keys(packageJson.allowScripts).toSorted());
  });

  it('holds the Node that runs everything, for each platform, as a package without an install script', () => {
    const binaries = locked.filter(([, { bin }]) => bin?.node);
    const platforms = binaries.map(([path, { os, cpu }]) => [`${[os].flat()[0]}-${[cpu].flat()[0]}`, nameOf(path)]);
    expect(Object.keys(Object.fromEntries(platforms))).toEqual(
      expect.arrayContaining(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']),
    );
    expect(binaries.map(([path]) => nameOf(path)).toSorted()).toEqual(
      Object.keys(packageJson.optionalDependencies).toSorted(),
    );
    for (const [path, { version, integrity, hasInstallScript }] of binaries) {
      expect([path, hasInstallScript, integrity?.slice(0, 7)]).toEqual([path, undefined, 'sha512-']);
      expect(Number(version?.split('.')[0])).toBeGreaterThanOrEqual(24);
    }
    // Where the functions run in earnest and where they are tested, it is the version of Lambda's nodejs24.x.
    const ofLinux = binaries.filter(([, { os }]) => [os].flat().includes('linux')).map(([, { version }]) => version);
    expect(new Set(ofLinux).size).toBe(1);
    expect(ofLinux[0]).toMatch(/^24\./);
  });

  it('holds the Node that runs this test', () => {
    expect(realpathSync(process.execPath)).toBe(realpathSync(join(root, 'node_modules/.bin/node')));
    const [name] = /node_modules\/[^/]+/.exec(realpathSync(process.execPath)) ?? [];
    expect(locked.find(([path]) => path === name)?.[1].version).toBe(process.versions.node);
  });
});

describe('npm run sbom', () => {
  const offline = { ...process.env, npm_config_offline: 'true', npm_config_registry: 'http://127.0.0.1:9' };
  const sbom = (...options: string[]) =>
    spawnSync('npm', ['run', '--silent', 'sbom', '--', ...options], { cwd: root, env: offline, encoding: 'utf8' });
  interface Bill {
    bomFormat: string;
    metadata: { component: { name: string; version: string } };
    components: { purl: string; name: string; version: string; hashes?: { alg: string; content: string }[] }[];
  }
  const billOf = (...options: string[]) => JSON.parse(sbom(...options).stdout) as Bill;
  let bill: Bill;
  beforeAll(() => {
    bill = billOf();
  });
  const file = (content: Bill) => {
    const path = join(directory, 'sbom.json');
    writeFileSync(path, JSON.stringify(content));
    return path;
  };

  it('lists every package of the lock file with its hash, without a network', () => {
    expect(bill.bomFormat).toBe('CycloneDX');
    // Not the folder that it lies in.
    expect(bill.metadata.component.name).toBe(packageJson.name);
    const hashes = new Map(
      bill.components.map(({ name, version, hashes: [hash] = [] }) => [`${name}@${version}`, hash?.content]),
    );
    for (const [name, same] of Map.groupBy(locked, ([path, { version }]) => `${nameOf(path)}@${version}`)) {
      expect(hashes.has(name), name).toBe(true);
      // What another package carries in its own archive has no hash of its own, and npm names a version once.
      if (same.some(([, { inBundle }]) => inBundle)) continue;
      const [, { integrity = '' }] = same[0] as (typeof same)[number];
      expect([name, hashes.get(name)]).toEqual([
        name,
        Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex'),
      ]);
    }
  });

  it('lists what functions carry alone, when asked', () => {
    const names = billOf('--deployed').components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(packageJson.dependencies)));
    const { devDependencies, optionalDependencies } = packageJson;
    expect(names.filter((name) => name in devDependencies || name in optionalDependencies)).toEqual([]);
  });

  it('says what differs from an earlier bill, and ends with a status that stops a pipeline', () => {
    const same = sbom('--compare', file(bill));
    expect([same.stdout, same.status]).toEqual(['', 0]);
    const zod = bill.components.find(({ name }) => name === 'zod');
    const [first, ...others] = bill.components.filter((one) => one !== zod && one.hashes);
    const changed = sbom(
      '--compare',
      file({
        ...bill,
        components: [
          ...others,
          ...bill.components.filter((one) => one !== zod && !one.hashes),
          { ...(first as Bill['components'][number]), hashes: [{ alg: 'SHA-512', content: '00' }] },
          { purl: 'pkg:npm/left-pad@1.0.0', name: 'left-pad', version: '1.0.0' },
        ],
      }),
    );
    expect(changed.stdout.trim().split('\n').toSorted()).toEqual(
      [`+ ${zod?.purl}`, '- pkg:npm/left-pad@1.0.0', `! ${first?.purl}`].toSorted(),
    );
    expect(changed.status).toBe(1);
  });

  it('has help, and refuses what it does not know', () => {
    expect(execFileSync('npm', ['run', '--silent', 'sbom', '--', '--help'], { cwd: root, encoding: 'utf8' })).toMatch(
      /^Prints a software bill of materials[\s\S]+--compare/,
    );
    const unknown = sbom('--format', 'spdx');
    expect([unknown.status, unknown.stderr]).toEqual([2, expect.stringContaining('--format')]);
  });
});
