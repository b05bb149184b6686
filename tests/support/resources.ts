import type { ResolvedResource, Resources } from '../../infra/local/template/resource.ts';

/** A resource of a template, resolved. */
export function resource(type: string, name: string, properties: object = {}, arn = `arn:aws:test:::${name}`) {
  return { logicalId: name, type, name, ref: name, arn, properties: { ...properties } } satisfies ResolvedResource;
}

/** A template that has these resources. */
export function templateOf(...all: ResolvedResource[]): Resources {
  return { resources: (...types) => all.filter(({ type }) => types.includes(type)) };
}
