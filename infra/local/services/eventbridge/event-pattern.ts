import { TemplateError } from '../../template/template.ts';

/** Whether an event, as the bus would deliver it, is one that the pattern asks for. */
export type EventMatcher = (event: Record<string, unknown>) => boolean;

type ValueTest = (value: unknown) => boolean;

/** Compiles an EventBridge event pattern; throws for an operator that is not known here. */
export function compileEventPattern(pattern: Record<string, unknown>): EventMatcher {
  const tests = Object.entries(pattern).map(([field, expected]) => compileField(field, expected));
  return (event) => tests.every((test) => test(event));
}

function compileField(field: string, expected: unknown): EventMatcher {
  if (field.startsWith('$')) throw new TemplateError(`event pattern: the operator ${field} is not known here`);
  if (Array.isArray(expected)) {
    const alternatives = expected.map(compileValue);
    // An array in the event matches when any of its values does; an absent field is one undefined value.
    return (event) => {
      const value = event[field];
      const values = Array.isArray(value) ? value : [value];
      return alternatives.some((test) => values.some(test));
    };
  }
  if (expected === null || typeof expected !== 'object') {
    throw new TemplateError(`event pattern: ${field} must be a list of values or an object`);
  }
  const nested = compileEventPattern(expected as Record<string, unknown>);
  return (event) => {
    const value = event[field];
    return nested(value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {});
  };
}

function compileValue(expected: unknown): ValueTest {
  if (expected === null || typeof expected !== 'object') return (value) => value === expected;
  const [entry, ...more] = Object.entries(expected);
  if (!entry || more.length > 0) throw new TemplateError('event pattern: one operator per value is expected');
  const [operator, argument] = entry;
  switch (operator) {
    case 'prefix':
      return text(operator, argument, (value, part) => value.startsWith(part));
    case 'suffix':
      return text(operator, argument, (value, part) => value.endsWith(part));
    case 'exists':
      return (value) => (value !== undefined) === argument;
    case 'anything-but':
      return anythingBut(argument);
    case 'numeric':
      return numeric(argument);
    default:
      throw new TemplateError(`event pattern: the operator ${operator} is not known here`);
  }
}

function text(operator: string, argument: unknown, test: (value: string, part: string) => boolean): ValueTest {
  if (typeof argument !== 'string') throw new TemplateError(`event pattern: ${operator} takes a string here`);
  return (value) => typeof value === 'string' && test(value, argument);
}

function anythingBut(argument: unknown): ValueTest {
  const excluded = (Array.isArray(argument) ? argument : [argument]).map(compileValue);
  return (value) => value !== undefined && !excluded.some((test) => test(value));
}

const COMPARISONS: Record<string, (value: number, limit: number) => boolean> = {
  '=': (value, limit) => value === limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
};

function numeric(argument: unknown): ValueTest {
  const terms = Array.isArray(argument) ? argument : [];
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < terms.length; index += 2) {
    const compare = COMPARISONS[String(terms[index])];
    const limit = terms[index + 1];
    if (!compare || typeof limit !== 'number') {
      throw new TemplateError('event pattern: numeric takes pairs of a comparison and a number');
    }
    tests.push((value) => compare(value, limit));
  }
  if (tests.length === 0) throw new TemplateError('event pattern: numeric takes pairs of a comparison and a number');
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}
