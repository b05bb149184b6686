import { TemplateError } from '../../template/template.ts';

/** Whether an event, as the bus would deliver it, matches the pattern. */
export type EventMatcher = (event: Record<string, unknown>) => boolean;

type ValueTest = (value: unknown) => boolean;

/**
 * Compiles an EventBridge event pattern over fields of the envelope, with the operators that our stack uses.
 *
 * @throws TemplateError that names an operator or a form that is not supported locally
 */
export function compileEventPattern(pattern: Record<string, unknown>): EventMatcher {
  const tests = Object.entries(pattern).map(([field, expected]): EventMatcher => {
    if (field.startsWith('$')) throw new TemplateError(`event pattern: the operator ${field} is not supported locally`);
    if (!Array.isArray(expected)) {
      throw new TemplateError(
        `event pattern: ${field} takes a list of values, and patterns within a field are not supported locally`,
      );
    }
    const alternatives = expected.map(compileValue);
    return (event) => alternatives.some((test) => test(event[field]));
  });
  return (event) => tests.every((test) => test(event));
}

function compileValue(expected: unknown): ValueTest {
  if (typeof expected === 'string') return (value) => value === expected;
  const [[operator, argument] = [], ...more] = Object.entries(expected ?? {});
  if (operator === undefined || more.length > 0) {
    throw new TemplateError('event pattern: a value is a text or one operator here');
  }
  if (operator === 'prefix' && typeof argument === 'string') {
    return (value) => typeof value === 'string' && value.startsWith(argument);
  }
  if (operator === 'anything-but' && Array.isArray(argument) && argument.every((one) => typeof one === 'string')) {
    return (value) => typeof value === 'string' && !argument.includes(value);
  }
  throw new TemplateError(`event pattern: ${operator} of ${JSON.stringify(argument)} is not supported locally`);
}
