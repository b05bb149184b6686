import {
  derivedName,
  isKnownType,
  type LocalStack,
  nameProperty,
  type PhysicalIds,
  physicalIdsOf,
} from './physical-ids.ts';
import { placeOf, type ResolvedResource, type Resources } from './resource.ts';
import { type Template, TemplateError, type TemplateResource } from './template.ts';

/**
 * Answers what CloudFormation would: intrinsics and the names of resources. Parameters, mappings and conditions, which our
 * stack does not use, are refused.
 */
export class TemplateResolver implements Resources {
  readonly #template: Template;
  readonly #stack: LocalStack;
  readonly #physicalIds = new Map<string, PhysicalIds>();

  constructor(template: Template, stack: LocalStack) {
    this.#template = template;
    this.#stack = stack;
  }

  /** @throws TemplateError for a resource that is neither emulated nor on the list of those that need no emulator */
  assertKnownTypes(): void {
    const unknown = Object.entries(this.#template.Resources)
      .filter(([, { Type }]) => !isKnownType(Type))
      .map(([logicalId, { Type }]) => `${Type} (${logicalId})`);
    if (unknown.length > 0) throw new TemplateError(`no local emulator for resource type ${unknown.join(', ')}`);
  }

  resources(...types: string[]): ResolvedResource[] {
    return Object.entries(this.#template.Resources)
      .filter(([, resource]) => types.includes(resource.Type))
      .map(([logicalId, resource]) => this.#resolveResource(logicalId, resource));
  }

  /** The outputs of the stack by name. */
  outputs(): Record<string, string> {
    const outputs: Record<string, string> = {};
    for (const [name, output] of Object.entries(this.#template.Outputs ?? {})) {
      outputs[name] = this.#at(`output ${name}`, () => {
        assertUnconditional(output);
        return String(this.resolve(output.Value));
      });
    }
    return outputs;
  }

  #resolveResource(logicalId: string, resource: TemplateResource): ResolvedResource {
    return this.#at(placeOf({ type: resource.Type, logicalId }), () => {
      assertUnconditional(resource);
      const { name, ref, attributes } = this.#idsOf(logicalId);
      return {
        logicalId,
        type: resource.Type,
        name,
        ref,
        arn: attributes.Arn ?? ref,
        properties: this.resolve(resource.Properties ?? {}) as Record<string, unknown>,
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

  #idsOf(logicalId: string): PhysicalIds {
    const known = this.#physicalIds.get(logicalId);
    if (known) return known;
    const resource = this.#template.Resources[logicalId];
    if (!resource) throw new TemplateError(`there is no resource ${logicalId}`);
    const property = nameProperty(resource.Type);
    const given = property === undefined ? undefined : this.resolve(resource.Properties?.[property]);
    const name = typeof given === 'string' ? given : derivedName(resource.Type, logicalId, this.#stack.stackName);
    const ids = physicalIdsOf(resource.Type, name, this.#stack);
    this.#physicalIds.set(logicalId, ids);
    return ids;
  }

  /** A value of the template with every intrinsic in it replaced by its value. */
  resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.resolve(item));
    if (value === null || typeof value !== 'object') return value;
    const keys = Object.keys(value);
    const [key] = keys;
    if (keys.length === 1 && key !== undefined && (key === 'Ref' || key.startsWith('Fn::'))) {
      const intrinsic = this.#intrinsics[key];
      if (!intrinsic) throw new TemplateError(`the intrinsic ${key} is not supported locally`);
      return intrinsic((value as Record<string, unknown>)[key]);
    }
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.resolve(item)]));
  }

  readonly #intrinsics: Record<string, (argument: unknown) => unknown> = {
    Ref: (name) => this.#ref(String(name)),
    'Fn::GetAtt': (argument) => {
      const [logicalId, ...path] = argument as string[];
      return this.#attribute(String(logicalId), path.join('.'));
    },
    'Fn::Join': (argument) => {
      const [separator, parts] = argument as [string, unknown];
      return (this.resolve(parts) as unknown[]).map(String).join(separator);
    },
    'Fn::Sub': (text) => {
      if (typeof text !== 'string')
        throw new TemplateError('Fn::Sub with variables of its own is not supported locally');
      return text.replaceAll(/\$\{([^}]+)\}/g, (_match, name: string) => {
        const [logicalId, ...path] = name.split('.');
        return path.length > 0 ? this.#attribute(String(logicalId), path.join('.')) : this.#ref(name);
      });
    },
    'Fn::Select': (argument) => {
      const [index, list] = argument as [unknown, unknown];
      return (this.resolve(list) as unknown[])[Number(index)];
    },
    'Fn::Split': (argument) => {
      const [separator, text] = argument as [string, unknown];
      return String(this.resolve(text)).split(separator);
    },
  };

  #ref(name: string): string {
    const { region, accountId, stackName } = this.#stack;
    switch (name) {
      case 'AWS::Region':
        return region;
      case 'AWS::AccountId':
        return accountId;
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackId':
        return `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/local`;
    }
    if (name.startsWith('AWS::')) throw new TemplateError(`the pseudo parameter ${name} is not supported locally`);
    return this.#idsOf(name).ref;
  }

  #attribute(logicalId: string, attribute: string): string {
    const value = this.#idsOf(logicalId).attributes[attribute];
    if (value !== undefined) return value;
    const type = this.#template.Resources[logicalId]?.Type;
    throw new TemplateError(`the attribute ${attribute} of ${type} ${logicalId} is not supported locally`);
  }
}

function assertUnconditional({ Condition }: { Condition?: string }): void {
  if (Condition !== undefined) throw new TemplateError(`conditions, such as ${Condition}, are not supported locally`);
}
