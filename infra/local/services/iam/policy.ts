import { TemplateError } from '../../template/template.ts';

/** A question to a policy: may this action be done on this resource? */
export interface Question {
  readonly action: string;
  readonly resource: string;
  /** The service that asks on its own behalf; absent where a role asks. */
  readonly service?: string;
  /** Condition keys in lower case, with their values for this request. */
  readonly context?: Readonly<Record<string, string>>;
}

/** One action on one resource, as a policy allows it; either may hold wildcards. */
export interface Grant {
  readonly action: string;
  readonly resource: string;
}

/** The answer of policies to a question; an allowed one names the grants that allow it. */
export type Decision =
  | { readonly outcome: 'allowed'; readonly grants: readonly Grant[] }
  | { readonly outcome: 'denied' | 'not-allowed' };

/** Policy documents, ready to be asked. */
export interface Policy {
  readonly grants: readonly Grant[];
  /** A statement that denies overrides all that allow; an action that no statement allows is not allowed. */
  decide(question: Question): Decision;
}

type Test = (question: Question) => boolean;

interface Statement {
  readonly denies: boolean;
  readonly applies: Test;
  readonly pairs: readonly { readonly grant: Grant; readonly matches: Test }[];
}

const DOCUMENT_FIELDS = ['Version', 'Id', 'Statement'];
const STATEMENT_FIELDS = ['Sid', 'Effect', 'Principal', 'Action', 'Resource', 'Condition'];

/** Condition operators by name: whether the value of a key meets a value of the policy. */
const OPERATORS: Record<string, (wanted: string) => (actual: string) => boolean> = {
  StringEquals: (wanted) => (actual) => actual === wanted,
  Bool: (wanted) => (actual) => actual.toLowerCase() === wanted.toLowerCase(),
  // The two are the same:
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
  ArnEquals: arnPattern,
  ArnLike: arnPattern,
  // For requests about one item, and our functions make no others, it is the same as StringLike.
  'ForAllValues:StringLike': wildcards,
};

/** The condition keys that a question may come with, in lower case. */
const CONDITION_KEYS = [
  'aws:calledvialast',
  'aws:securetransport',
  'aws:sourceaccount',
  'aws:sourcearn',
  'dynamodb:leadingkeys',
];

/** Compiles resolved policy documents as one policy. @throws TemplateError for a part that is not supported locally */
export function compilePolicy(documents: readonly unknown[], place: string): Policy {
  const statements = documents.flatMap((document) => {
    const fields = fieldsOf(document, DOCUMENT_FIELDS, place);
    return listOf(fields.Statement).map((statement) => compileStatement(statement, place));
  });
  const allowing = statements.filter(({ denies }) => !denies);
  const denying = statements.filter(({ denies }) => denies);
  return {
    grants: allowing.flatMap(({ pairs }) => pairs.map(({ grant }) => grant)),
    decide: (question) => {
      if (matching(denying, question).length > 0) return { outcome: 'denied' };
      const grants = matching(allowing, question);
      return grants.length > 0 ? { outcome: 'allowed', grants } : { outcome: 'not-allowed' };
    },
  };
}

function matching(statements: readonly Statement[], question: Question): Grant[] {
  return statements
    .filter(({ applies }) => applies(question))
    .flatMap(({ pairs }) => pairs.filter(({ matches }) => matches(question)).map(({ grant }) => grant));
}

function compileStatement(statement: unknown, place: string): Statement {
  const { Effect, Principal, Action, Resource = '*', Condition } = fieldsOf(statement, STATEMENT_FIELDS, place);
  if (Effect !== 'Allow' && Effect !== 'Deny') throw new TemplateError(`${place}: the effect ${Effect} is not known`);
  const isFor = compilePrincipal(Principal, place);
  const meets = compileCondition(Condition, place);
  const actions = listOf(Action).map(String);
  const resources = listOf(Resource).map(String);
  if (actions.length === 0 || resources.length === 0) throw new TemplateError(`${place}: a statement about nothing`);
  for (const resource of resources) assertNoVariable(resource, place);
  return {
    denies: Effect === 'Deny',
    applies: (question) => isFor(question) && meets(question),
    pairs: actions.flatMap((action) => {
      // Actions are compared without regard to case, resources are not.
      const isAction = wildcards(action.toLowerCase());
      return resources.map((resource) => {
        const isResource = resource === '*' ? () => true : arnPattern(resource);
        return {
          grant: { action, resource },
          matches: (question: Question) => isAction(question.action.toLowerCase()) && isResource(question.resource),
        };
      });
    }),
  };
}

/** The principal of a statement: everybody where it names none, as in the policy of a role. */
function compilePrincipal(principal: unknown, place: string): Test {
  if (principal === undefined || principal === '*') return () => true;
  const { AWS, Service } = fieldsOf(principal, ['AWS', 'Service'], place);
  if (AWS !== undefined && AWS !== '*')
    throw new TemplateError(`${place}: the principal ${AWS} is not supported locally`);
  if (AWS === '*') return () => true;
  const services = listOf(Service).map(String);
  return ({ service }) => service !== undefined && services.includes(service);
}

/**
 * All operators and all their keys must be met, each by one of its values; a key that a request lacks meets none. An
 * unknown operator or key is refused, because a condition that is never met switches off a statement that denies.
 */
function compileCondition(condition: unknown, place: string): Test {
  const tests = Object.entries((condition ?? {}) as Record<string, unknown>).flatMap(([operator, keys]) => {
    const compile = OPERATORS[operator];
    if (!compile) throw new TemplateError(`${place}: the condition operator ${operator} is not supported locally`);
    return Object.entries(keys as Record<string, unknown>).map(([name, values]): Test => {
      const key = name.toLowerCase();
      if (!CONDITION_KEYS.includes(key)) {
        throw new TemplateError(`${place}: the condition key ${name} is not supported locally`);
      }
      const meets = listOf(values).map((value) => {
        assertNoVariable(String(value), place);
        return compile(String(value));
      });
      return ({ context }) => {
        const actual = context?.[key];
        return actual !== undefined && meets.some((meet) => meet(actual));
      };
    });
  });
  return (question) => tests.every((test) => test(question));
}

function assertNoVariable(value: string, place: string): void {
  if (value.includes('${')) throw new TemplateError(`${place}: the variable in ${value} is not supported locally`);
}

/** Compares part by part, so that a wildcard reaches over a colon within the last part, the resource, only. */
function arnPattern(pattern: string): (arn: string) => boolean {
  const parts = partsOf(pattern).map(wildcards);
  return (arn) => {
    const actual = partsOf(arn);
    return actual.length === parts.length && parts.every((matches, index) => matches(actual[index] ?? ''));
  };
}

function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length > 6 ? [...parts.slice(0, 5), parts.slice(5).join(':')] : parts;
}

/** `*` stands for any text and `?` for one character. */
function wildcards(pattern: string): (text: string) => boolean {
  if (!/[*?]/.test(pattern)) return (text) => text === pattern;
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, 's');
  return (text) => expression.test(text);
}

function fieldsOf(value: unknown, known: readonly string[], place: string): Record<string, unknown> {
  const unknown = Object.keys((value ?? {}) as object).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new TemplateError(`${place}: ${unknown.join(', ')} of a policy is not supported locally`);
  return (value ?? {}) as Record<string, unknown>;
}

function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
