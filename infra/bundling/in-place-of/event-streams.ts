import { leftOut } from './left-out.ts';

/** Streams of events come from commands that no function sends: `SelectObjectContent` is the one of S3. */
export class EventStreamSerde {
  constructor() {
    leftOut('@smithy/core/event-streams');
  }
}

export const eventStreamSerdeProvider = () => leftOut('@smithy/core/event-streams');

/** S3's client makes its configuration with this, and asks for the provider when a stream comes. */
export const resolveEventStreamSerdeConfig = <T>(config: T): T => config;
