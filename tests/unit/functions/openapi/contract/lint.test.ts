import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, it } from 'vitest';

const source = readFileSync(new URL('../../../../../functions/openapi/contract/openapi.json', import.meta.url), 'utf8');
/** Rules of the recommended set that do not fit, each with the reason. */
const OFF = {
  // The API is offered to establishments by agreement, under no license that has a name or an address.
  'info-license': 'off',
  'info-license-strict': 'off',
} as const;

async function lint(text: string): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended'], rules: OFF });
  const problems = await lintFromString({ source: text, absoluteRef: 'openapi.json', config });
  return problems.map(({ ruleId, message, location }) => `${ruleId} at ${location[0]?.pointer}: ${message}`);
}

describe('a linter of OpenAPI', () => {
  it('has nothing to say of the contract', async () => {
    expect(await lint(source)).toEqual([]);
  });

  it('would have, if an operation lacked its summary or an example were wrong', async () => {
    const document = JSON.parse(source);
    delete document.paths['/v1/travellers'].get.summary;
    document.components.schemas.Contact.examples[0].status = 'gone';
    document.paths['/v1/contacts'].get.responses['404'] = { $ref: '#/components/responses/Nowhere' };
    const rules = (await lint(JSON.stringify(document))).map((problem) => problem.split(' ')[0]);
    expect(rules.toSorted()).toEqual(['no-invalid-schema-examples', 'no-unresolved-refs', 'operation-summary']);
  });
});
