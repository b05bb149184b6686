import { leftOut } from './left-out.ts';

/** The retry mode `adaptive` slows a client down with this; the stack sets `standard`'s number of tries and no mode. */
export class DefaultRateLimiter {
  constructor() {
    leftOut('the retry mode "adaptive"');
  }
}
