import { describe, expect, it } from 'vitest';
import { AWS_CLIENT } from '../../../shared/aws-client.ts';
import { PROVIDER_CLIENT } from '../../../shared/providers/aws.ts';
import * as timing from '../../../shared/timing.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A sum of times is shorter than another time. */
const isBelow = (shorter: number, longer: number) => expect(shorter).toBeLessThan(longer);

describe('the times that "sent once" rests on', () => {
  it('let a lease outlive the function that has it', () => {
    isBelow(timing.SENDER_TIMEOUT_MS, timing.LEASE_MS);
  });

  it('let a job come back only when the lease of its dead sender is over', () => {
    isBelow(timing.LEASE_MS, timing.visibilityMs(timing.SENDER_TIMEOUT_MS));
  });

  it('let a sender ask its last provider and settle within its time', () => {
    isBelow(
      timing.ASKING_ENDS_AFTER_MS + timing.PROVIDER_CALL.answerMs + timing.AWS_CALL.answerMs,
      timing.SENDER_TIMEOUT_MS,
    );
    expect(PROVIDER_CLIENT).toMatchObject({
      maxAttempts: 1,
      requestHandler: { connectionTimeout: 2000, requestTimeout: 8000 },
    });
    isBelow(timing.PROVIDER_CALL.connectMs, timing.ASKING_ENDS_AFTER_MS);
  });

  it('let every call of our own services fail, all attempts included, within the time of an API function', () => {
    const { answerMs, attempts, connectMs } = timing.AWS_CALL;
    isBelow(connectMs, answerMs);
    isBelow(attempts * answerMs, timing.API_TIMEOUT_MS);
    expect(AWS_CLIENT).toMatchObject({
      maxAttempts: attempts,
      requestHandler: { connectionTimeout: connectMs, requestTimeout: answerMs, throwOnRequestTimeout: true },
    });
  });

  it('let the API answer before its gateway gives up, and a token before Cognito does', () => {
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
    isBelow(timing.API_TIMEOUT_MS, 30 * SECOND);
    expect(timing.TOKEN_CLAIMS_TIMEOUT_MS).toBeLessThanOrEqual(5 * SECOND);
  });

  it('keep a reservation longer than a request may run', () => {
    isBelow(timing.API_TIMEOUT_MS, timing.RESERVATION_SETTLED_AFTER_MS);
  });

  it('keep a job on its queue for as long as anybody sends it', () => {
    isBelow(timing.GIVE_UP_AFTER_MS + timing.LONGEST_PAUSE_MS, timing.QUEUE_RETENTION_MS);
    isBelow(timing.GIVE_UP_AFTER_MS + timing.LONGEST_PAUSE_MS, timing.GIVEN_UP_AFTER_HOURS * HOUR + 1);
    isBelow(timing.CODE_LIFE_MS, timing.GIVE_UP_AFTER_MS);
  });

  it('let the sweep touch nothing that is on its healthy way, and no code that still holds', () => {
    isBelow(timing.LONGEST_PAUSE_MS, timing.SWEEP_UNTOUCHED_MS);
    isBelow(timing.LEASE_MS + timing.RETURN_DELAY_MS, timing.SWEEP_UNTOUCHED_MS);
    isBelow(timing.CODE_LIFE_MS, timing.SWEEP_UNTOUCHED_MS);
    isBelow(timing.SWEEP_UNTOUCHED_MS + timing.SWEEP_EVERY_MS, timing.GIVE_UP_AFTER_MS);
    isBelow(timing.SWEEP_TIMEOUT_MS, timing.SWEEP_EVERY_MS);
  });

  it('keep a dead letter when it comes from a queue at the last moment', () => {
    // SQS counts the age from the first queue.
    isBelow(timing.QUEUE_RETENTION_MS + 7 * DAY, timing.DEAD_LETTER_RETENTION_MS);
  });

  it('know an event for longer than any copy of it can come again', () => {
    isBelow(
      timing.ARCHIVE_RETENTION_MS + timing.QUEUE_RETENTION_MS + timing.DEAD_LETTER_RETENTION_MS,
      timing.EVENT_RETENTION_MS,
    );
    expect(timing.MAX_EVENT_AGE_MS).toBeLessThanOrEqual(timing.ARCHIVE_RETENTION_MS);
  });

  it('look at an early receipt again until its notification has a sender once more', () => {
    isBelow(timing.REPORT_DELAY_MS, timing.RECEIPT_LOOK_AGAIN_MS);
    isBelow(timing.LEASE_MS + timing.visibilityMs(timing.SENDER_TIMEOUT_MS), timing.RECEIPT_YOUNG_MS);
  });

  it('are what the documents and the contract name', () => {
    expect({
      sender: timing.SENDER_TIMEOUT_MS,
      lease: timing.LEASE_MS,
      code: timing.CODE_LIFE_MS,
      givenUp: timing.GIVE_UP_AFTER_MS,
      kept: timing.QUEUE_RETENTION_MS,
    }).toEqual({ sender: 20 * SECOND, lease: 30 * SECOND, code: 10 * MINUTE, givenUp: 72 * HOUR, kept: 4 * DAY });
  });
});

describe('the limits of AWS', () => {
  it('hold for every time-out, visibility, delay and retention', () => {
    const timeouts = [
      timing.API_TIMEOUT_MS,
      timing.MATCHER_TIMEOUT_MS,
      timing.RECEIPTS_TIMEOUT_MS,
      timing.DAILY_DISPATCHER_TIMEOUT_MS,
      timing.DAILY_WORKER_TIMEOUT_MS,
      timing.SCAN_DISPATCHER_TIMEOUT_MS,
      timing.SCAN_WORKER_TIMEOUT_MS,
      timing.SENDER_TIMEOUT_MS,
      timing.SWEEP_TIMEOUT_MS,
    ];
    for (const timeoutMs of timeouts) {
      expect(timeoutMs % SECOND).toBe(0);
      isBelow(timeoutMs, 15 * MINUTE + 1);
      isBelow(timing.visibilityMs(timeoutMs), 12 * HOUR + 1);
    }
    isBelow(timing.SQS_MAX_DELAY_MS, 15 * MINUTE + 1);
    isBelow(timing.DEAD_LETTER_RETENTION_MS, 14 * DAY + 1);
  });
});
