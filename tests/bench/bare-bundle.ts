/** The bare bundle beside which a function's own is measured. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { BUNDLE_OPTIONS, PLAIN_OPTIONS } from '../../infra/bundling/options.ts';

/** The SDK packages that end up in a function's bundle, with the commands that do. */
async function sdkOf(folder: string): Promise<Map<string, string[]>> {
  const { metafile } = await build({
    ...BUNDLE_OPTIONS,
    entryPoints: [`functions/${folder}/index.ts`],
    outdir: '.',
    metafile: true,
    write: false,
  });
  const sdk = new Map<string, string[]>();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const [, name, file = ''] =
        /node_modules\/(@aws-sdk\/(?:(?:client|lib)-[\w-]+|s3-request-presigner))\/dist-es\/(.*)\.js$/.exec(path) ?? [];
      if (!name || bytesInOutput === 0) continue;
      const commands = sdk.get(name) ?? [];
      sdk.set(name, commands);
      const [, command] = /^commands\/(\w+Command)$/.exec(file) ?? [];
      if (command) commands.push(command);
    }
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
 * Builds a bundle that makes the same clients, holds the same commands, and reads the same secret at its start.
 *
 * @param folder of the function, below `functions/`
 * @returns the file of the bundle
 */
export async function buildBare(
  folder: string,
  { directory, readsSecret }: { directory: string; readsSecret: boolean },
): Promise<string> {
  const sdk = await sdkOf(folder);
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
  const entry = join(directory, `${folder}.ts`);
  writeFileSync(entry, lines.join('\n'));
  await build({
    ...PLAIN_OPTIONS,
    entryPoints: [entry],
    outdir: directory,
    // The generated file lies outside of the project.
    nodePaths: [resolve('node_modules')],
  });
  return join(directory, `${folder}.mjs`);
}
