import { expect, it } from 'vitest';
import { withSelected } from '../../../../infra/ops/selection.ts';
import type { System } from '../../../../infra/ops/system.ts';

const MESSAGE = 'b4d49f3d-d1b6-830e-8fda-fd7237270006';

it('names messages that are not there, but says no number again that was typed for an id', async () => {
  const empty = { outputs: { SmsDeadLetterQueueUrl: 'https://queue' }, sqs: { send: async () => ({}) } };
  const work = withSelected(
    empty as unknown as System,
    'sms',
    { selection: { ids: [MESSAGE, '2000000006'] }, signal: new AbortController().signal, secondsEach: 0 },
    async () => {},
  );
  await expect(work).rejects.toThrow(new RegExp(`: ${MESSAGE}, …$`));
});
