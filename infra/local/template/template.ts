import { readFileSync } from 'node:fs';

/** A resource as it stands in a synthesized CloudFormation template. */
export interface TemplateResource {
  Type: string;
  Properties?: Record<string, unknown>;
  Condition?: string;
  DeletionPolicy?: string;
}

/** The parts of a CloudFormation template that the local system reads. */
export interface Template {
  Resources: Record<string, TemplateResource>;
  Outputs?: Record<string, { Value: unknown; Condition?: string }>;
}

/** The template holds something that the local system does not emulate; the boot stops with it. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/**
 * Reads a synthesized template from disk.
 *
 * @param addresses what stands in the template for an address that is known only now, and that address
 */
export function readTemplate(path: string, addresses: Readonly<Record<string, string>> = {}): Template {
  let text = readFileSync(path, 'utf8');
  for (const [name, address] of Object.entries(addresses)) text = text.replaceAll(name, address);
  return JSON.parse(text) as Template;
}
