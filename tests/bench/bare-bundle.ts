/** The bare bundle beside which a function's own is measured. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { BUNDLE_OPTIONS, PLAIN_OPTIONS } from '../../infra/bundling/options.ts';

type Sdk = ReadonlyMap<string, readonly string[]>;

/** The SDK packages that end up in each function's bundle, with the commands that do; all in one run, which takes less. */
async function sdkOf(folders: readonly string[]): Promise<ReadonlyMap<string, Sdk>> {
  const entryOf = (folder: string) => `functions/${folder}/index.ts`;
  const { metafile } = await build({
    ...BUNDLE_OPTIONS,
    entryPoints: folders.map(entryOf),
    outdir: '.',
    metafile: true,
    write: false,
  });
  const outputs = new Map(Object.values(metafile.outputs).map((output) => [output.entryPoint, output]));
  return new Map(folders.map((folder) => [folder, sdkIn(outputs.get(entryOf(folder))?.inputs ?? {})]));
}

function sdkIn(inputs: Metafile['outputs'][string]['inputs']): Sdk {
  const sdk = new Map<string, string[]>();
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const [, name, file = ''] =
      /node_modules\/(@aws-sdk\/(?:(?:client|lib)-[\w-]+|s3-request-presigner))\/dist-es\/(.*)\.js$/.exec(path) ?? [];
    if (!name || bytesInOutput === 0) continue;
    const commands = sdk.get(name) ?? [];
    sdk.set(name, commands);
    const [, command] = /^commands\/(\w+Command)$/.exec(file) ?? [];
    if (command) commands.push(command);
  }
  return sdk;
}

const CLIENTS: Readonly<Record<string, string>> = {
  '@aws-sdk/client-dynamodb': 'DynamoDBClient',
  '@aws-sdk/client-eventbridge': 'EventBridgeClient',
  '@aws-sdk/client-s3': 'S3Client',
  '@aws-sdk/client-secrets-manager': 'SecretsManagerClient',
  '@aws-sdk/client-ses': 'SESClient',
  '@aws-sdk/client-sns': 'SNSClient',
  '@aws-sdk/client-sqs': 'SQSClient',
};

/** What stands beside the clients in the SDK, and what a function takes of it. */
const HELPERS: Readonly<Record<string, string>> = {
  '@aws-sdk/lib-dynamodb': 'DynamoDBDocumentClient',
  '@aws-sdk/s3-request-presigner': 'getSignedUrl',
};

/**
 * Builds bundles that make the same clients, hold the same commands, and read the same secret at their start.
 *
 * @param folders of the functions, below `functions/`
 * @returns the file of the bundle of each
 */
export async function buildBare(
  folders: readonly string[],
  { directory, readsSecret }: { directory: string; readsSecret: (folder: string) => boolean },
): Promise<ReadonlyMap<string, string>> {
  const entries: string[] = [];
  for (const [folder, sdk] of await sdkOf(folders)) {
    const entry = join(directory, `${folder}.ts`);
    writeFileSync(entry, bareModule(sdk, readsSecret(folder)));
    entries.push(entry);
  }
  await build({
    ...PLAIN_OPTIONS,
    entryPoints: entries,
    outdir: directory,
    // The generated files lie outside of the project.
    nodePaths: [resolve('node_modules')],
  });
  return new Map(folders.map((folder) => [folder, join(directory, `${folder}.mjs`)]));
}

function bareModule(sdk: Sdk, readsSecret: boolean): string {
  const lines: string[] = [];
  const held: string[] = [];
  for (const [name, commands] of sdk) {
    // The document client brings the commands of the table's own.
    const own = name === '@aws-sdk/client-dynamodb' && sdk.has('@aws-sdk/lib-dynamodb') ? [] : commands;
    const made = CLIENTS[name] ?? HELPERS[name];
    if (made === undefined) throw new Error(`no bare bundle holds ${name}: say what it makes`);
    lines.push(`import { ${[made, ...own].join(', ')} } from '${name}';`);
    held.push(...own);
  }
  for (const client of [...sdk.keys()].flatMap((name) => CLIENTS[name] ?? [])) {
    lines.push(`const the${client} = new ${client}({});`);
    held.push(`the${client}`);
  }
  if (sdk.has('@aws-sdk/lib-dynamodb')) held.push('DynamoDBDocumentClient.from(theDynamoDBClient)');
  if (sdk.has('@aws-sdk/s3-request-presigner')) held.push('getSignedUrl');
  if (readsSecret) {
    held.push("await theSecretsManagerClient.send(new GetSecretValueCommand({ SecretId: 'keys' }))");
  }
  lines.push(`export const held = [${held.join(', ')}];`, 'export const handler = async () => held.length;');
  return lines.join('\n');
}
