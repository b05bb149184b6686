import { describe, expect, it } from 'vitest';
import {
  ASKING_ENDS_AFTER_MS,
  EVENT_RETENTION_MS,
  GIVE_UP_AFTER_MS,
  LEASE_MS,
  PROVIDER_CALL,
  SQS_MAX_DELAY_MS,
} from '../../../shared/timing.ts';
import { deadLetterQueues, mappings, queues, stack } from '../../support/deployments.ts';
import { fieldOf, folderOf, ids, listOf, targetOf } from '../../support/template.ts';

describe('queues', () => {
  it('are each read by a function, or take the dead letters of something', () => {
    const read = mappings().map(({ properties }) => targetOf(properties.EventSourceArn));
    const deadLetters = deadLetterQueues();
    const idle = queues().filter(({ id }) => !read.includes(id) && !deadLetters.has(id));
    expect(ids(idle)).toEqual([]);
    expect(read.length).toBeGreaterThan(4);
  });

  it('are each either read or dead-letter queues, never both', () => {
    const read = mappings().map(({ properties }) => targetOf(properties.EventSourceArn));
    const deadLetters = deadLetterQueues();
    expect(ids(queues().filter(({ id }) => read.includes(id) && deadLetters.has(id)))).toEqual([]);
  });

  it('keep messages for four days, and dead letters for 14', () => {
    const deadLetters = deadLetterQueues();
    for (const { id, properties } of queues()) {
      expect([id, properties.MessageRetentionPeriod]).toEqual([id, (deadLetters.has(id) ? 14 : 4) * 86_400]);
    }
  });

  it('are encrypted and reached over TLS only', () => {
    for (const queue of queues()) {
      expect(queue.properties).toMatchObject({ SqsManagedSseEnabled: true });
      const policies = stack
        .all('AWS::SQS::QueuePolicy')
        .filter(({ properties }) => listOf(properties.Queues).some((one) => targetOf(one) === queue.id));
      expect(JSON.stringify(policies)).toContain('"aws:SecureTransport":"false"');
    }
  });

  it('hide a message for six times as long as its function may run', () => {
    for (const { properties } of mappings()) {
      const { VisibilityTimeout } = stack.named(properties.EventSourceArn).properties;
      const { Timeout } = stack.named(properties.FunctionName).properties;
      expect(Number(VisibilityTimeout)).toBeGreaterThanOrEqual(6 * Number(Timeout));
    }
  });

  it('keep a job for longer than it is sent, and hide it for longer than its sender has a lease', () => {
    for (const { properties } of mappings()) {
      const queue = stack.named(properties.EventSourceArn).properties;
      const { Timeout } = stack.named(properties.FunctionName).properties;
      const receives = Number(fieldOf(queue.RedrivePolicy, 'maxReceiveCount'));
      expect(1000 * Number(queue.MessageRetentionPeriod)).toBeGreaterThan(
        GIVE_UP_AFTER_MS + SQS_MAX_DELAY_MS + 1000 * receives * Number(queue.VisibilityTimeout),
      );
      if (!folderOf(stack.named(properties.FunctionName))?.toString().endsWith('-sender')) continue;
      expect(LEASE_MS).toBeGreaterThan(1000 * Number(Timeout));
      expect(1000 * Number(queue.VisibilityTimeout)).toBeGreaterThan(LEASE_MS);
      expect(1000 * Number(Timeout)).toBeGreaterThan(ASKING_ENDS_AFTER_MS + PROVIDER_CALL.answerMs);
    }
  });

  it('hold no event for longer than the table knows it', () => {
    const [archive] = stack.all('AWS::Events::Archive');
    const days = [archive?.properties.RetentionDays, 4, 14].map(Number);
    expect(days.reduce((sum, one) => sum + one, 0) * 86_400_000).toBeLessThan(EVENT_RETENTION_MS);
  });

  it('set a message aside after a few receives', () => {
    const read = mappings().map(({ properties }) => stack.named(properties.EventSourceArn));
    for (const { properties } of read) expect(fieldOf(properties.RedrivePolicy, 'maxReceiveCount')).toBe(5);
  });
});
