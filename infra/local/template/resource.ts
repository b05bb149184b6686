import { TemplateError } from './template.ts';

/** A resource of the template with its name and with every intrinsic of its properties resolved. */
export interface ResolvedResource {
  logicalId: string;
  type: string;
  name: string;
  ref: string;
  arn: string;
  properties: Record<string, unknown>;
}

/** Where resources come from: the template, resolved. */
export interface Resources {
  /** The resources of these types, in the order of the template. */
  resources(...types: string[]): ResolvedResource[];
}

/** A resource as errors name it. */
export function placeOf({ type, logicalId }: Pick<ResolvedResource, 'type' | 'logicalId'>): string {
  return `${type} ${logicalId}`;
}

/** @throws TemplateError for a property that would have to do something here and does not */
export function assertProperties(resource: ResolvedResource, known: readonly string[]): void {
  const unknown = Object.keys(resource.properties).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new TemplateError(`${placeOf(resource)}: ${unknown.join(', ')} is not supported locally`);
}
