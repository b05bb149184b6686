/** Prepares a stack that takes in what a deleted stack of `prod` kept: `npm run import-kept -- --help`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandLine, runCommand, UsageError } from '../shared/command-line.ts';
import type { Template, TemplateResource } from './local/template/template.ts';

const HELP = `Prepares a new stack that begins with what a deleted one kept: writes the template and the list of resources that
CloudFormation imports. It changes nothing in the cloud, and prints the commands that do.

Usage: npm run --silent import-kept -- --template <file> --table <name> --keys <arn> ... [--out <folder>] [--help]

  --template    the synthesized template: cdk.out/PassportNotifications-prod.template.json
  --table       name of the table
  --keys        ARN of the secret with our keys (Storage/Keys)
  --aggregator  ARN of the secret with the aggregator's keys (Delivery/SmsAggregator)
  --user-pool   id of the user pool; its groups come with it
  --portal      ARN of the secret of the portal, with an issuer of your own (Identity/PortalClientSecret)
  --bus         name of the bus; it has to be taken in where it is there, because a new one would have the same name
  --archive     name of its archive
  --out         where import-template.json and resources-to-import.json are written (default: this folder)`;

/** What may be kept, by the option that names it: how the template and CloudFormation know it. */
const KEPT = {
  table: { type: 'AWS::DynamoDB::GlobalTable', logicalId: /^StorageTable/, identifier: 'TableName' },
  keys: { type: 'AWS::SecretsManager::Secret', logicalId: /^StorageKeys/, identifier: 'Id' },
  aggregator: { type: 'AWS::SecretsManager::Secret', logicalId: /^DeliverySmsAggregator/, identifier: 'Id' },
  'user-pool': { type: 'AWS::Cognito::UserPool', logicalId: /^IdentityUserPool/, identifier: 'UserPoolId' },
  portal: { type: 'AWS::SecretsManager::Secret', logicalId: /^IdentityPortalClientSecret/, identifier: 'Id' },
  bus: { type: 'AWS::Events::EventBus', logicalId: /^EventsBus/, identifier: 'Name' },
  archive: { type: 'AWS::Events::Archive', logicalId: /^EventsBusArchive/, identifier: 'ArchiveName' },
} as const;
type Kind = keyof typeof KEPT;
const KINDS = Object.keys(KEPT) as Kind[];
const NEXT_TO_IT = {
  // The function that it calls is made by the deployment that follows.
  'AWS::Cognito::UserPool': ['LambdaConfig'],
} as Readonly<Record<string, readonly string[]>>;

/** One entry of `--resources-to-import`. */
export interface ResourceToImport {
  readonly ResourceType: string;
  readonly LogicalResourceId: string;
  readonly ResourceIdentifier: Readonly<Record<string, string>>;
}

/**
 * The template of a stack that has only what is taken in, with the logical ids and the properties of the whole one, so that
 * the next deployment changes nothing of it and adds the rest.
 *
 * @param template the whole template
 * @param names the physical names of what was kept
 * @throws Error that says what does not fit
 */
export function importOf(
  template: Template,
  names: Readonly<Partial<Record<Kind, string>>>,
): { template: Template; resources: ResourceToImport[] } {
  const resources: ResourceToImport[] = [];
  const included: Record<string, TemplateResource> = {};
  for (const kind of KINDS) {
    const name = names[kind];
    if (name === undefined) continue;
    const { type, logicalId, identifier } = KEPT[kind];
    const [id, resource] =
      Object.entries(template.Resources).find(([one, { Type }]) => Type === type && logicalId.test(one)) ?? [];
    if (id === undefined || !resource) throw new Error(`--${kind}: the template has no ${type} for it`);
    if (resource.DeletionPolicy !== 'Retain')
      throw new Error('the template is not that of stage prod: nothing was kept');
    const given = resource.Properties?.[identifier];
    if (given !== undefined && given !== name) throw new Error(`--${kind}: in the template it is called ${given}`);
    const left = NEXT_TO_IT[type] ?? [];
    const Properties = Object.fromEntries(
      Object.entries(resource.Properties ?? {}).filter(([property]) => !left.includes(property)),
    );
    included[id] = { ...resource, Properties };
    resources.push({ ResourceType: type, LogicalResourceId: id, ResourceIdentifier: { [identifier]: name } });
    if (kind !== 'user-pool') continue;
    // Its groups say who may change something, and are kept with it.
    for (const [groupId, group] of Object.entries(template.Resources)) {
      if (group.Type !== 'AWS::Cognito::UserPoolGroup') continue;
      included[groupId] = group;
      const ResourceIdentifier = { UserPoolId: name, GroupName: String(group.Properties?.GroupName) };
      resources.push({ ResourceType: group.Type, LogicalResourceId: groupId, ResourceIdentifier });
    }
  }
  if (resources.length === 0)
    throw new Error(`nothing is named to be taken in: ${KINDS.map((kind) => `--${kind}`).join(', ')}`);
  for (const missing of referencesIn(included).filter((id) => !(id in included) && !id.startsWith('AWS::'))) {
    throw new Error(`what is named needs ${missing} too: the archive goes with its bus`);
  }
  return { template: { Resources: included }, resources };
}

/** The logical ids that a value refers to. */
function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(inner) ? inner[0] : inner).split('.')[0] ?? ''];
    return referencesIn(inner);
  });
}

const text = { type: 'string' } as const;
const COMMAND = {
  name: 'npm run import-kept',
  help: HELP,
  options: {
    ...(Object.fromEntries(KINDS.map((kind) => [kind, text])) as Record<Kind, typeof text>),
    template: text,
    out: { type: 'string', default: '.' },
  },
} as const;

function main(values: CommandLine<(typeof COMMAND)['options']>['values']): void {
  if (values.template === undefined)
    throw new UsageError('--template names no file: synthesize with npx cdk synth first');
  const path = values.template;
  const { template, resources } = importOf(JSON.parse(readFileSync(path, 'utf8')) as Template, values);
  writeFileSync(join(values.out, 'import-template.json'), `${JSON.stringify(template, null, 2)}\n`);
  writeFileSync(join(values.out, 'resources-to-import.json'), `${JSON.stringify(resources, null, 2)}\n`);
  const stack = path.replace(/^.*\//, '').replace(/\.template\.json$/, '');
  console.log(`aws cloudformation create-change-set --stack-name ${stack} --change-set-name kept --change-set-type IMPORT \\
  --template-body file://${join(values.out, 'import-template.json')} \\
  --resources-to-import file://${join(values.out, 'resources-to-import.json')}
aws cloudformation wait change-set-create-complete --stack-name ${stack} --change-set-name kept
aws cloudformation describe-change-set --stack-name ${stack} --change-set-name kept --query 'Changes[].ResourceChange.[Action,LogicalResourceId]'
aws cloudformation execute-change-set --stack-name ${stack} --change-set-name kept
aws cloudformation wait stack-import-complete --stack-name ${stack}`);
}

if (import.meta.main) await runCommand(COMMAND, ({ values }) => main(values));
