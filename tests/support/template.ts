/** The synthesized template, as far as tests ask about it. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { inject } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { PassportNotificationsStack } from '../../infra/stack.ts';
import { synthesize } from '../../infra/synthesize.ts';

/** A value of the template: text, or an intrinsic function. */
export type Value = string | number | boolean | Value[] | { [name: string]: Value };
type Properties = Record<string, Value>;

export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: Properties;
  readonly deletionPolicy: string | undefined;
  readonly replacePolicy: string | undefined;
  readonly dependsOn: readonly string[];
}

export interface Synthesis {
  readonly directory: string;
  readonly stackName: string;
  /** Whether the stack has to be unlocked before it can be deleted. */
  readonly isProtected: boolean;
  readonly outputs: Readonly<Record<string, { Value: Value }>>;
  /** What CDK and the constructs warned of. */
  readonly messages: string[];
  all(type: string): Resource[];
  /** The resource that a reference (Ref or Fn::GetAtt) names. */
  named(reference: Value | undefined): Resource;
}

/** A new folder among those that the end of the run removes. */
const newDirectory = () => mkdtempSync(join(inject('assemblies'), 'synth-'));

/** A deployment whose SMS go through SNS and an aggregator: the one with every part of the stack. */
export const WITH_AGGREGATOR = {
  smsProviders: 'sns,aggregator',
  smsAggregatorUrl: 'https://sms.example/v2/messages',
  smsAggregatorFields: 'to=recipient',
} as const;

/** Synthesizes the stack as `cdk deploy` does, bundles included. */
export function synthesized(context: Record<string, string> = {}): Synthesis {
  return read(synthesize({ outdir: newDirectory(), context }).assemblyDir);
}

const known = new Map<string, Synthesis>();

/**
 * Synthesizes the template of a deployment, without bundling its functions and without the rules of CloudFormation, which
 * take most of a synthesis (tests/infra/nag.test.ts goes by them); once in a process.
 */
export function synthesizedWith(context: Record<string, string>): Synthesis {
  const key = JSON.stringify(context);
  const synthesis = known.get(key) ?? synthesizedUnbundled(context);
  known.set(key, synthesis);
  return synthesis;
}

function synthesizedUnbundled(context: Record<string, string>): Synthesis {
  const unbundled = { 'aws:cdk:bundling-stacks': [] };
  const app = new App({
    outdir: newDirectory(),
    context: { ...cdkJson.context, ...context, ...unbundled },
    builtinCloudFormationValidation: false,
  });
  new PassportNotificationsStack(app);
  return read(app.synth().directory);
}

function read(directory: string): Synthesis {
  const [stack, ...others] = new CloudAssembly(directory).stacks;
  if (!stack || others.length > 0) throw new Error('one stack is expected');
  const template = JSON.parse(readFileSync(stack.templateFullPath, 'utf8'));
  const resources = Object.entries<{
    Type: string;
    Properties?: Properties;
    DeletionPolicy?: string;
    UpdateReplacePolicy?: string;
    DependsOn?: string[];
  }>(template.Resources).map(
    ([id, { Type, Properties = {}, DeletionPolicy, UpdateReplacePolicy, DependsOn = [] }]) => ({
      ...{ id, type: Type, properties: Properties },
      deletionPolicy: DeletionPolicy,
      replacePolicy: UpdateReplacePolicy,
      dependsOn: DependsOn,
    }),
  );
  return {
    directory,
    stackName: stack.stackName,
    isProtected: stack.terminationProtection ?? false,
    outputs: template.Outputs,
    messages: stack.messages.map(({ level, id, entry }) => `${level} ${id}: ${String(entry.data)}`),
    all: (type) => resources.filter((resource) => resource.type === type),
    named(reference) {
      const id = targetOf(reference);
      const found = resources.find((resource) => resource.id === id);
      if (!found) throw new Error(`nothing is called ${JSON.stringify(reference)}`);
      return found;
    },
  };
}

/** The logical id that a Ref or Fn::GetAtt names; undefined for anything else. */
export function targetOf(value: Value | undefined): string | undefined {
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  if (typeof value.Ref === 'string') return value.Ref;
  const getAtt = value['Fn::GetAtt'];
  return Array.isArray(getAtt) && typeof getAtt[0] === 'string' ? getAtt[0] : undefined;
}

/** A value as text, each reference as `{LogicalId}` or `{LogicalId.Attribute}`. */
export function textOf(value: Value | undefined): string {
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(textOf).join(',');
  if (typeof value.Ref === 'string') return `{${value.Ref}}`;
  const getAtt = value['Fn::GetAtt'];
  if (Array.isArray(getAtt)) return `{${getAtt.join('.')}}`;
  const join = value['Fn::Join'];
  if (Array.isArray(join) && Array.isArray(join[1])) return join[1].map(textOf).join(String(join[0]));
  return JSON.stringify(value);
}

export interface Statement {
  readonly resource: Resource;
  readonly effect: string;
  readonly actions: string[];
  readonly resources: string[];
  readonly condition: Value | undefined;
}

/** Every statement of every policy of roles, queues and topics. */
export function statementsOf(synthesis: Synthesis): Statement[] {
  const documents = ['AWS::IAM::Policy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy', 'AWS::IAM::ManagedPolicy']
    .flatMap(synthesis.all)
    .map((resource) => ({ resource, document: resource.properties.PolicyDocument }));
  const inline = synthesis
    .all('AWS::IAM::Role')
    .flatMap((resource) =>
      listOf(resource.properties.Policies).map((policy) => ({ resource, document: fieldOf(policy, 'PolicyDocument') })),
    );
  return [...documents, ...inline].flatMap(({ resource, document }) =>
    listOf(fieldOf(document, 'Statement')).map((statement) => ({
      resource,
      effect: textOf(fieldOf(statement, 'Effect')),
      actions: listOf(fieldOf(statement, 'Action')).map(textOf),
      resources: listOf(fieldOf(statement, 'Resource')).map(textOf),
      condition: fieldOf(statement, 'Condition'),
    })),
  );
}

/** One field of a value; undefined where it has none. */
export function fieldOf(value: Value | undefined, ...path: string[]): Value | undefined {
  return path.reduce<Value | undefined>(
    (current, name) => (typeof current === 'object' && !Array.isArray(current) ? current[name] : undefined),
    value,
  );
}

/** A list, where the template may say one thing or several. */
export function listOf(value: Value | undefined): Value[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** Their logical ids, in order. */
export const ids = (resources: Resource[]) => resources.map(({ id }) => id).toSorted();

/** The dead-letter queue of a queue or a subscription. */
export const deadLetterTarget = ({ properties }: Resource) =>
  targetOf(fieldOf(properties.RedrivePolicy, 'deadLetterTargetArn'));

/** The environment variables of a function. */
export const variables = (fn: Resource) => Object.entries(fieldOf(fn.properties.Environment, 'Variables') ?? {});

/** The folder below `functions/` that holds the code of a function. */
export const folderOf = (fn: Resource) => variables(fn).find(([name]) => name === 'POWERTOOLS_SERVICE_NAME')?.[1];

/** What the role of a function allows: `action resource`. */
export const rightsOf = (fn: Resource, synthesis: Synthesis) =>
  statementsOf(synthesis)
    .filter(
      ({ resource, effect }) =>
        effect === 'Allow' && listOf(resource.properties.Roles).map(targetOf).includes(targetOf(fn.properties.Role)),
    )
    .flatMap(({ actions, resources }) =>
      actions.flatMap((action) => resources.map((resource) => `${action} ${resource}`)),
    );
