import { describe, expect, it } from 'vitest';
import { mappings, stack } from '../../support/deployments.ts';
import { deadLetterTarget } from '../../support/template.ts';

describe('functions', () => {
  it('that read a queue report which records failed, and what fails goes to the dead-letter queue', () => {
    for (const { properties } of mappings()) {
      expect(properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
      expect(deadLetterTarget(stack.named(properties.EventSourceArn))).toBeDefined();
    }
  });
});
