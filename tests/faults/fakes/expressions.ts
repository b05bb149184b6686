/**
 * The part of DynamoDB's expressions that the stores use, read once and evaluated on plain values. Whatever it does not
 * know it refuses, so that a new expression is never taken for another one.
 */
export type Item = Record<string, unknown>;
type Names = Readonly<Record<string, string>> | undefined;
type Values = Readonly<Record<string, unknown>> | undefined;
interface Scope {
  readonly item: Item;
  readonly names: Names;
  readonly values: Values;
}
type Condition = (scope: Scope) => boolean;
type Operand = (scope: Scope) => unknown;
/** What an update makes of one attribute, by the item as it was. */
type Change = (scope: Scope) => [name: string, value: unknown];

const TOKEN = /\s*(<=|>=|<>|[=<>(),+-]|[#:]?[A-Za-z_][A-Za-z0-9_]*(?:\[\d+\])?)/y;

/** An expression that DynamoDB would refuse, or that this evaluator does not know. */
export class ExpressionError extends Error {
  override readonly name = 'ValidationException';
}

const conditions = new Map<string, Condition>();
const updates = new Map<string, Change[]>();

/** Whether a condition holds for an item; an item that is not there has no attributes. */
export function conditionHolds(expression: string, item: Item, names: Names, values: Values): boolean {
  let condition = conditions.get(expression);
  if (!condition) {
    const tokens = new Tokens(expression);
    condition = parseOr(tokens);
    tokens.end();
    conditions.set(expression, condition);
  }
  return condition({ item, names, values });
}

/** The item as an update makes it; everything in the update sees the item as it was. */
export function updated(expression: string, item: Item, names: Names, values: Values): Item {
  let changes = updates.get(expression);
  if (!changes) {
    changes = parseUpdate(new Tokens(expression));
    updates.set(expression, changes);
  }
  const scope = { item, names, values };
  const result = { ...item };
  for (const [name, value] of changes.map((change) => change(scope))) {
    if (value === undefined) delete result[name];
    else result[name] = value;
  }
  return result;
}

class Tokens {
  private readonly tokens: string[] = [];
  private position = 0;
  private readonly expression: string;

  constructor(expression: string) {
    this.expression = expression;
    const text = expression.trimEnd();
    TOKEN.lastIndex = 0;
    for (let end = 0; end < text.length; end = TOKEN.lastIndex) {
      TOKEN.lastIndex = end;
      const match = TOKEN.exec(text);
      if (!match?.[1]) this.refuse();
      this.tokens.push(match[1]);
    }
  }

  peek(): string | undefined {
    return this.tokens[this.position];
  }

  /** Whether the next token is this word or sign; takes it then. */
  takes(wanted: string): boolean {
    if (this.peek()?.toUpperCase() !== wanted.toUpperCase()) return false;
    this.position += 1;
    return true;
  }

  next(): string {
    const token = this.peek();
    if (token === undefined) this.refuse();
    this.position += 1;
    return token;
  }

  expect(wanted: string): void {
    if (!this.takes(wanted)) this.refuse();
  }

  end(): void {
    if (this.peek() !== undefined) this.refuse();
  }

  refuse(): never {
    throw new ExpressionError(`not understood at token ${this.position}: ${this.expression}`);
  }
}

function parseOr(tokens: Tokens): Condition {
  let left = parseAnd(tokens);
  while (tokens.takes('OR')) {
    const [a, b] = [left, parseAnd(tokens)];
    left = (scope) => a(scope) || b(scope);
  }
  return left;
}

function parseAnd(tokens: Tokens): Condition {
  let left = parseNot(tokens);
  while (tokens.takes('AND')) {
    const [a, b] = [left, parseNot(tokens)];
    left = (scope) => a(scope) && b(scope);
  }
  return left;
}

function parseNot(tokens: Tokens): Condition {
  if (tokens.takes('NOT')) {
    const denied = parseNot(tokens);
    return (scope) => !denied(scope);
  }
  if (tokens.takes('(')) {
    const inner = parseOr(tokens);
    tokens.expect(')');
    return inner;
  }
  for (const [name, isThere] of [
    ['attribute_exists', true],
    ['attribute_not_exists', false],
  ] as const) {
    if (!tokens.takes(name)) continue;
    tokens.expect('(');
    const attribute = parseAttribute(tokens);
    tokens.expect(')');
    return (scope) => (attribute(scope) !== undefined) === isThere;
  }
  return parseComparison(tokens);
}

function parseComparison(tokens: Tokens): Condition {
  const left = parseOperand(tokens);
  if (tokens.takes('IN')) {
    tokens.expect('(');
    const choices = parseList(tokens);
    tokens.expect(')');
    return (scope) => choices.some((choice) => equals(left(scope), choice(scope)));
  }
  const sign = tokens.next();
  const right = parseOperand(tokens);
  switch (sign) {
    case '=':
      return (scope) => equals(left(scope), right(scope));
    case '<':
      return (scope) => isOrdered(left(scope), right(scope), (order) => order < 0);
    case '<=':
      return (scope) => isOrdered(left(scope), right(scope), (order) => order <= 0);
    case '>':
      return (scope) => isOrdered(left(scope), right(scope), (order) => order > 0);
    case '>=':
      return (scope) => isOrdered(left(scope), right(scope), (order) => order >= 0);
    default:
      return tokens.refuse();
  }
}

function parseList(tokens: Tokens): Operand[] {
  const operands = [parseOperand(tokens)];
  while (tokens.takes(',')) operands.push(parseOperand(tokens));
  return operands;
}

/** A placeholder of a value, or an attribute. */
function parseOperand(tokens: Tokens): Operand {
  return tokens.peek()?.startsWith(':') ? parseValue(tokens) : parseAttribute(tokens);
}

function parseValue(tokens: Tokens): Operand {
  const name = tokens.next();
  if (!name.startsWith(':')) tokens.refuse();
  return ({ values }) => {
    const value = values?.[name];
    if (value === undefined) throw new ExpressionError(`${name} has no value`);
    return value;
  };
}

/** An attribute, or an element of one that is a list. */
function parseAttribute(tokens: Tokens): Operand {
  const [, list, place] = /^(.*)\[(\d+)\]$/.exec(tokens.peek() ?? '') ?? [];
  if (list !== undefined) {
    tokens.next();
    return ({ item, names }) => {
      const value = item[list.startsWith('#') ? (names?.[list] ?? '') : list];
      return Array.isArray(value) ? value[Number(place)] : undefined;
    };
  }
  const name = parseName(tokens);
  return (scope) => scope.item[name(scope)];
}

function parseName(tokens: Tokens): (scope: Scope) => string {
  const name = tokens.next();
  if (!/^#?[A-Za-z_][A-Za-z0-9_]*$/.test(name)) tokens.refuse();
  return ({ names }) => {
    const resolved = name.startsWith('#') ? names?.[name] : name;
    if (resolved === undefined) throw new ExpressionError(`${name} names nothing`);
    return resolved;
  };
}

function parseUpdate(tokens: Tokens): Change[] {
  const changes: Change[] = [];
  const clause = (parse: (tokens: Tokens) => Change) => {
    do changes.push(parse(tokens));
    while (tokens.takes(','));
  };
  while (tokens.peek() !== undefined) {
    if (tokens.takes('SET')) clause(parseSet);
    else if (tokens.takes('REMOVE')) clause(parseRemove);
    else if (tokens.takes('ADD')) clause(parseAdd);
    else tokens.refuse();
  }
  return changes;
}

function parseSet(tokens: Tokens): Change {
  const name = parseName(tokens);
  tokens.expect('=');
  const left = parseSource(tokens);
  if (!tokens.takes('+')) return (scope) => [name(scope), present(left(scope))];
  const right = parseSource(tokens);
  return (scope) => [name(scope), sum(left(scope), right(scope))];
}

/** What an attribute is set to, or one summand of it. */
function parseSource(tokens: Tokens): Operand {
  const isAppend = tokens.takes('list_append');
  if (!isAppend && !tokens.takes('if_not_exists')) return parseOperand(tokens);
  tokens.expect('(');
  const first = isAppend ? parseSource(tokens) : parseAttribute(tokens);
  tokens.expect(',');
  const second = parseSource(tokens);
  tokens.expect(')');
  return isAppend ? (scope) => appended(first(scope), second(scope)) : (scope) => first(scope) ?? second(scope);
}

function parseRemove(tokens: Tokens): Change {
  const name = parseName(tokens);
  return (scope) => [name(scope), undefined];
}

function parseAdd(tokens: Tokens): Change {
  const name = parseName(tokens);
  const value = parseValue(tokens);
  return (scope) => {
    const attribute = name(scope);
    const [known, added] = [scope.item[attribute], value(scope)];
    if (added instanceof Set) return [attribute, union(known ?? new Set(), added)];
    return [attribute, sum(known ?? 0, added)];
  };
}

function present(value: unknown): unknown {
  if (value === undefined) throw new ExpressionError('an attribute is set to one that is not there');
  return value;
}

function sum(a: unknown, b: unknown): number {
  if (typeof a !== 'number' || typeof b !== 'number') throw new ExpressionError('a sum of what is no number');
  return a + b;
}

function union(a: unknown, b: ReadonlySet<unknown>): Set<unknown> {
  if (!(a instanceof Set)) throw new ExpressionError('a set is added to what is none');
  return new Set([...a, ...b]);
}

function appended(a: unknown, b: unknown): unknown[] {
  if (!Array.isArray(a) || !Array.isArray(b)) throw new ExpressionError('list_append of what is no list');
  return [...a, ...b];
}

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);

function equals(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return false;
  if (!isScalar(a) && !isScalar(b)) throw new ExpressionError('two values are compared that are no scalars');
  return a === b;
}

/** Text goes by its UTF-8 bytes, which for what keys and instants are made of is the order of their characters. */
function isOrdered(a: unknown, b: unknown, test: (order: number) => boolean): boolean {
  if (typeof a === 'number' && typeof b === 'number') return test(a - b);
  if (typeof a === 'string' && typeof b === 'string') return test(a < b ? -1 : a > b ? 1 : 0);
  return false;
}
