import {
  derivedName,
  hasStandIn,
  identify,
  type LocalIdentity,
  NEEDS_NO_STAND_IN,
  nameProperty,
  type ResourceIdentity,
} from './physical-ids.ts';
import { type Template, TemplateError, type TemplateResource } from './template.ts';

/** A resource of the template with its name and with every intrinsic of its properties resolved. */
export interface ResolvedResource {
  logicalId: string;
  type: string;
  name: string;
  ref: string;
  arn: string;
  properties: Record<string, unknown>;
}

/** Stands for `AWS::NoValue`: whatever resolves to it is left out of its object or list. */
const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown) => unknown;

/** Answers what CloudFormation would: intrinsics, conditions and the names of resources. */
export class TemplateResolver {
  readonly #template: Template;
  readonly #local: LocalIdentity;
  readonly #identities = new Map<string, ResourceIdentity>();

  constructor(template: Template, local: LocalIdentity) {
    this.#template = template;
    this.#local = local;
  }

  /** Throws when the template holds a type that is neither stood in for nor on the list of those that need nothing. */
  assertKnownTypes(): void {
    const unknown = Object.entries(this.#template.Resources)
      .filter(([, { Type }]) => !hasStandIn(Type) && !(Type in NEEDS_NO_STAND_IN))
      .map(([logicalId, { Type }]) => `${Type} (${logicalId})`);
    if (unknown.length > 0) throw new TemplateError(`no local stand-in for resource type ${unknown.join(', ')}`);
  }

  /** The resources of these types, resolved, in the order of the template. */
  resources(...types: string[]): ResolvedResource[] {
    return Object.entries(this.#template.Resources)
      .filter(([, resource]) => types.includes(resource.Type) && this.#exists(resource))
      .map(([logicalId, resource]) => this.#resolveResource(logicalId, resource));
  }

  /** The outputs of the stack by name. */
  outputs(): Record<string, string> {
    const outputs: Record<string, string> = {};
    for (const [name, output] of Object.entries(this.#template.Outputs ?? {})) {
      if (output.Condition && !this.#condition(output.Condition)) continue;
      outputs[name] = String(this.#at(`output ${name}`, () => this.resolve(output.Value)));
    }
    return outputs;
  }

  /** A value of the template with every intrinsic in it replaced by what it stands for. */
  resolve(value: unknown): unknown {
    const resolved = this.#resolve(value);
    return resolved === NO_VALUE ? undefined : resolved;
  }

  #resolveResource(logicalId: string, resource: TemplateResource): ResolvedResource {
    return this.#at(`${resource.Type} ${logicalId}`, () => {
      const { name, ref, attributes } = this.#identity(logicalId);
      return {
        logicalId,
        type: resource.Type,
        name,
        ref,
        arn: attributes.Arn ?? ref,
        properties: (this.resolve(resource.Properties ?? {}) ?? {}) as Record<string, unknown>,
      };
    });
  }

  #at<T>(place: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof TemplateError) throw new TemplateError(`${place}: ${error.message}`);
      throw error;
    }
  }

  #exists(resource: TemplateResource): boolean {
    return !resource.Condition || this.#condition(resource.Condition);
  }

  #identity(logicalId: string): ResourceIdentity {
    const known = this.#identities.get(logicalId);
    if (known) return known;
    const resource = this.#template.Resources[logicalId];
    if (!resource) throw new TemplateError(`there is no resource ${logicalId}`);
    const property = nameProperty(resource.Type);
    const given = property === undefined ? undefined : this.resolve(resource.Properties?.[property]);
    const name = typeof given === 'string' ? given : derivedName(resource.Type, logicalId, this.#local.stackName);
    const identity = identify(resource.Type, name, this.#local);
    this.#identities.set(logicalId, identity);
    return identity;
  }

  #resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#resolve(item)).filter((item) => item !== NO_VALUE);
    if (value === null || typeof value !== 'object') return value;
    const keys = Object.keys(value);
    const [key] = keys;
    if (keys.length === 1 && key !== undefined && (key === 'Ref' || key.startsWith('Fn::'))) {
      const intrinsic = this.#intrinsics[key];
      if (!intrinsic) throw new TemplateError(`the intrinsic ${key} is not known here`);
      return intrinsic((value as Record<string, unknown>)[key]);
    }
    return Object.fromEntries(
      Object.entries(value)
        .map(([name, item]) => [name, this.#resolve(item)] as const)
        .filter(([, item]) => item !== NO_VALUE),
    );
  }

  readonly #intrinsics: Record<string, Intrinsic> = {
    Ref: (name) => this.#ref(String(name)),
    'Fn::GetAtt': (argument) => {
      const [logicalId, ...path] = typeof argument === 'string' ? argument.split('.') : (argument as string[]);
      return this.#attribute(String(logicalId), path.join('.'));
    },
    'Fn::Join': (argument) => {
      const [separator, parts] = argument as [string, unknown];
      return this.#localise((this.#resolve(parts) as unknown[]).map(String).join(separator));
    },
    'Fn::Sub': (argument) => {
      const [text, variables] = Array.isArray(argument)
        ? (argument as [string, Record<string, unknown>])
        : [argument, {}];
      return this.#substitute(String(text), variables ?? {});
    },
    'Fn::Select': (argument) => {
      const [index, list] = argument as [unknown, unknown];
      return (this.#resolve(list) as unknown[])[Number(this.#resolve(index))];
    },
    'Fn::Split': (argument) => {
      const [separator, text] = argument as [string, unknown];
      return String(this.#resolve(text)).split(separator);
    },
    'Fn::If': (argument) => {
      const [condition, whenTrue, whenFalse] = argument as [string, unknown, unknown];
      return this.#resolve(this.#condition(condition) ? whenTrue : whenFalse);
    },
    'Fn::FindInMap': (argument) => {
      const [map, first, second] = (argument as unknown[]).map((part) => String(this.#resolve(part)));
      const found = this.#template.Mappings?.[map ?? '']?.[first ?? '']?.[second ?? ''];
      if (found === undefined) throw new TemplateError(`the mapping ${map} has no ${first}.${second}`);
      return found;
    },
  };

  #ref(name: string): unknown {
    switch (name) {
      case 'AWS::Region':
        return this.#local.region;
      case 'AWS::AccountId':
        return this.#local.accountId;
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackName':
        return this.#local.stackName;
      case 'AWS::StackId':
        return `arn:aws:cloudformation:${this.#local.region}:${this.#local.accountId}:stack/${this.#local.stackName}/local`;
      case 'AWS::NoValue':
        return NO_VALUE;
    }
    if (name.startsWith('AWS::')) throw new TemplateError(`the pseudo parameter ${name} is not known here`);
    const parameter = this.#template.Parameters?.[name];
    if (!parameter) return this.#identity(name).ref;
    if (parameter.Default === undefined) throw new TemplateError(`the parameter ${name} has no default`);
    return parameter.Default;
  }

  #attribute(logicalId: string, attribute: string): string {
    const value = this.#identity(logicalId).attributes[attribute];
    if (value !== undefined) return value;
    const type = this.#template.Resources[logicalId]?.Type;
    throw new TemplateError(`the attribute ${attribute} of ${type} ${logicalId} is not known here`);
  }

  #substitute(text: string, variables: Record<string, unknown>): string {
    const replaced = text.replaceAll(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (name in variables) return String(this.#resolve(variables[name]));
      const [logicalId, ...path] = name.split('.');
      return String(path.length > 0 ? this.#attribute(String(logicalId), path.join('.')) : this.#ref(name));
    });
    return this.#localise(replaced);
  }

  /** The CDK joins the address of an API by hand; that address has to lead to this machine. */
  #localise(text: string): string {
    return text.replaceAll(
      new RegExp(`https://[a-z0-9]+\\.execute-api\\.${this.#local.region}\\.amazonaws\\.com`, 'g'),
      this.#local.apiUrl,
    );
  }

  #condition(name: string): boolean {
    const conditions = this.#template.Conditions ?? {};
    if (!(name in conditions)) throw new TemplateError(`there is no condition ${name}`);
    return this.#evaluate(conditions[name]);
  }

  #evaluate(condition: unknown): boolean {
    const [entry] = Object.entries(condition as Record<string, unknown>);
    const [operator, argument] = entry ?? [];
    switch (operator) {
      case 'Condition':
        return this.#condition(String(argument));
      case 'Fn::Equals': {
        const [left, right] = argument as [unknown, unknown];
        return JSON.stringify(this.#resolve(left)) === JSON.stringify(this.#resolve(right));
      }
      case 'Fn::Not':
        return !this.#evaluate((argument as unknown[])[0]);
      case 'Fn::And':
        return (argument as unknown[]).every((part) => this.#evaluate(part));
      case 'Fn::Or':
        return (argument as unknown[]).some((part) => this.#evaluate(part));
      default:
        throw new TemplateError(`the condition operator ${operator} is not known here`);
    }
  }
}
