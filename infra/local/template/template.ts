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

/** Reads a synthesized template from disk. */
export function readTemplate(path: string): Template {
  return JSON.parse(readFileSync(path, 'utf8')) as Template;
}
