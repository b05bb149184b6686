/** Without the CDK, so that commands start fast. */

/** The name of the stack of `dev`. */
export const STACK_NAME = 'PassportNotifications';

/**
 * The name of the stack of a stage. Each stage has one of its own, so that a deployment which forgets its stage comes upon
 * the stack of `dev`, and never upon that of another one.
 */
export function stackNameOf(stage: string): string {
  return stage === 'dev' ? STACK_NAME : `${STACK_NAME}-${stage}`;
}
