import { Fn, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Eight letters and digits of the stack's id, which no other stack has, and a stack of the same name that was deleted had
 * others. It stands in names that must be the only one of their kind, and tells nothing of the account.
 */
export function stackIdPart(scope: IConstruct): string {
  // arn:aws:cloudformation:<region>:<account>:stack/<name>/<UUID>
  const uuid = Fn.select(2, Fn.split('/', Stack.of(scope).stackId));
  return Fn.select(0, Fn.split('-', uuid));
}
