import { describe, expect, it } from 'vitest';
import { mappings, ownIssuer, prod, stack } from '../../support/deployments.ts';
import { fieldOf, folderOf, type Synthesis, synthesizedWith } from '../../support/template.ts';

describe('the concurrency of the account', () => {
  const sourcesOf = (synthesis: Synthesis) =>
    synthesis.all('AWS::Lambda::EventSourceMapping').map(({ properties }) => ({
      folder: String(folderOf(synthesis.named(properties.FunctionName))),
      concurrency: Number(fieldOf(properties.ScalingConfig, 'MaximumConcurrency')),
    }));
  const reservedOf = (synthesis: Synthesis) =>
    Object.fromEntries(
      synthesis
        .all('AWS::Lambda::Function')
        .filter(({ properties }) => properties.ReservedConcurrentExecutions !== undefined)
        .map((fn) => [folderOf(fn), fn.properties.ReservedConcurrentExecutions]),
    );

  it('is taken by no backlog: every queue that is read has a limit that SQS allows', () => {
    const chosen = synthesizedWith({ smsPartsPerSecond: '999999999', emailsPerSecond: '2' });
    for (const { folder, concurrency } of [stack, prod, chosen].flatMap(sourcesOf)) {
      expect([folder, concurrency >= 2 && concurrency <= 1000]).toEqual([folder, true]);
    }
    expect(sourcesOf(stack)).toHaveLength(mappings().length);
  });

  it('is not reserved unless the deployment says so, because a new account has too little', () => {
    expect([stack, prod, ownIssuer].map(reservedOf)).toEqual([{}, {}, {}]);
  });

  it('is reserved for the functions between an event and its message, as much for each as its queues ask for', () => {
    const chosen = synthesizedWith({ eventPathConcurrency: '100' });
    const asked = Map.groupBy(sourcesOf(chosen), ({ folder }) => folder);
    const reserved = reservedOf(chosen);
    expect(Object.keys(reserved).toSorted()).toEqual(['email-sender', 'matcher', 'sms-sender', 'webhook-sender']);
    for (const [folder, value] of Object.entries(reserved)) {
      expect([folder, asked.get(folder)?.reduce((sum, { concurrency }) => sum + concurrency, 0)]).toEqual([
        folder,
        value,
      ]);
    }
    expect(Object.values(reserved).reduce((sum: number, value) => sum + Number(value), 0)).toBe(100);
  });

  it.each([
    [{}, 48, 1046],
    [{ smsPartsPerSecond: '100' }, 58, 1056],
  ])('is refused where it is too little or of no use: %j', (more, least, most) => {
    const synthesis = (eventPathConcurrency: number) => () =>
      synthesizedWith({ ...more, eventPathConcurrency: String(eventPathConcurrency) });
    const sentence = `"eventPathConcurrency" takes ${least} to ${most}`;
    expect(synthesis(least)).not.toThrow();
    expect(synthesis(most)).not.toThrow();
    expect(synthesis(least - 1)).toThrow(sentence);
    expect(synthesis(most + 1)).toThrow(sentence);
  });
});
