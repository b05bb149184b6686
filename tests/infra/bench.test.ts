import { describe, expect, it } from 'vitest';
import { functionEnvironment } from '../support/environment.ts';
import { synthesizedWith } from '../support/template.ts';

describe('the benches', () => {
  it('give every function the variables that the stack gives it', () => {
    const functions = synthesizedWith({}).all('AWS::Lambda::Function');
    const given = Object.keys(functionEnvironment('http://127.0.0.1', 'sms-sender'));
    const wanted = functions.flatMap(({ properties: { Environment } }) =>
      Object.keys((Environment as { Variables?: object } | undefined)?.Variables ?? {}),
    );
    expect(wanted.length).toBeGreaterThan(30);
    expect([...new Set(wanted)].filter((name) => !given.includes(name))).toEqual([]);
  });
});
