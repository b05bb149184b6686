import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tlds } from '@hapi/tlds';
import type { Plugin } from 'esbuild';

const replacements = fileURLToPath(new URL('./in-place-of', import.meta.url));

/** Modules of packages that no function ever runs, and what stands in their place. Each gives its reason. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-node/dist-es/index.js': 'credential-provider-node.ts',
  '@aws-sdk/endpoint-cache/dist-es/EndpointCache.js': 'endpoint-cache.ts',
  '@aws-sdk/checksums/dist-es/submodules/sha/sha1/Sha1Js.js': 'sha1-js.ts',
  '@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js': 'sha256-js.ts',
  '@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js':
    'instance-metadata-region.ts',
  '@smithy/core/dist-es/submodules/config/shared-ini-file-loader/loadSharedConfigFiles.js': 'shared-config-files.ts',
  '@smithy/core/dist-es/submodules/event-streams/index.js': 'event-streams.ts',
  '@smithy/core/dist-es/submodules/retry/util-retry/DefaultRateLimiter.js': 'default-rate-limiter.ts',
  '@smithy/signature-v4/dist-es/HeaderFormatter.js': 'header-formatter.ts',
  'negotiator/lib/charset.js': 'negotiator.ts',
  'negotiator/lib/encoding.js': 'negotiator.ts',
  'negotiator/lib/mediaType.js': 'negotiator.ts',
  'nodemailer/dist/esm/fetch/index.js': 'nodemailer-fetch.ts',
  'nodemailer/dist/esm/mime-funcs/mime-types.js': 'nodemailer-mime-types.ts',
};

const MODULE = new RegExp(`node_modules[\\\\/](${Object.keys(LEFT_OUT).map(pathPattern).join('|')})$`);
/** Clients tell their version, and carry the whole file for it. */
const PACKAGE_JSON = /node_modules[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/;
/** 1,400 names, each with its quotes and comma, and written in capitals that are turned into small letters at each start. */
const TOP_LEVEL_DOMAINS = /node_modules[\\/]@hapi[\\/]tlds[\\/]dist[\\/]index\.mjs$/;

/** Leaves out of bundles what functions never run. */
export const leaveOut: Plugin = {
  name: 'leave-out',
  setup({ onLoad }) {
    onLoad({ filter: MODULE }, ({ path }) => {
      const [, module = ''] = MODULE.exec(path) ?? [];
      const file = join(replacements, LEFT_OUT[module.replaceAll('\\', '/')] ?? '');
      return { contents: readFileSync(file, 'utf8'), loader: 'ts', resolveDir: dirname(file) };
    });
    onLoad({ filter: TOP_LEVEL_DOMAINS }, () => ({
      contents: `export const tlds = new Set(${JSON.stringify([...tlds].join(' '))}.split(' '));`,
    }));
    onLoad({ filter: PACKAGE_JSON }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

function pathPattern(path: string): string {
  return path.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]');
}
