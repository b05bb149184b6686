import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the page, in each encoding in which it is kept. */
export interface PageFile {
  readonly type: string;
  readonly etag: string;
  /** By `Content-Encoding`; `identity` is always there. */
  readonly bodies: Readonly<Record<string, Buffer>>;
}

/** The files of the page by path below `/portal/`. */
export interface PageFiles {
  get(path: string): PageFile | undefined;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
  txt: 'text/plain; charset=utf-8',
};
const ENCODINGS = { br: '.br', gzip: '.gz' } as const;

/** What the build wrote beside the files: the entity tag of each. */
const TAGS_FILE = 'tags.json';

/** Reads the files that the build of the page left; each when it is first asked for. */
export function readPageFiles(folder: string): PageFiles {
  const tags = JSON.parse(readFileSync(join(folder, TAGS_FILE), 'utf8')) as Record<string, string>;
  const names = new Set(readdirSync(folder, { recursive: true }).map((name) => String(name).replaceAll('\\', '/')));
  const read = new Map<string, PageFile>();
  const load = (path: string, tag: string): PageFile => {
    const packed = Object.entries(ENCODINGS).filter(([, ending]) => names.has(`${path}${ending}`));
    return {
      type: TYPES[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
      etag: `"${tag}"`,
      bodies: {
        identity: readFileSync(join(folder, path)),
        ...Object.fromEntries(packed.map(([name, ending]) => [name, readFileSync(join(folder, `${path}${ending}`))])),
      },
    };
  };
  return {
    get(path) {
      // The list of tags is the list of files: no path leads out of the folder.
      const tag = Object.hasOwn(tags, path) ? tags[path] : undefined;
      if (tag === undefined) return undefined;
      const file = read.get(path) ?? load(path, tag);
      read.set(path, file);
      return file;
    },
  };
}
