/**
 * The time limits of all tests, in one place. A limit only ends what hangs: no test asserts how fast something is. So each
 * is many times what a quiet machine with two processors needs, and a machine that is ten times slower still passes.
 * `TEST_TIME_FACTOR=3 npm test` makes every limit three times as long.
 */
const FACTOR = Number(process.env.TEST_TIME_FACTOR ?? 1);
if (!(FACTOR >= 1)) throw new Error('TEST_TIME_FACTOR is a number from 1');

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/**
 * How long {@link eventually} looks for something that usually comes within a second. On a slow machine a function may run
 * out of its time: then its message comes back after the two minutes of its visibility.
 */
export const PATIENCE_MS = 5 * MINUTE_MS * FACTOR;
/** How long a local system may take to boot: ten seconds on a quiet machine. */
export const BOOT_MS = 10 * MINUTE_MS * FACTOR;
/** How many times longer than on AWS an API request may take in a local system, so that a slow machine answers no 503. */
export const LOCAL_TIME_FACTOR = 10 * FACTOR;
/** How long a command or the blocks of a guide may run in a process of their own. */
export const COMMAND_MS = 10 * MINUTE_MS * FACTOR;

/** How long a test, and the set-up before it, may take in each project of vitest.config.ts. */
export const TEST_MS = {
  /** Without any process, port or file: five seconds at most, for the property tests. */
  unit: 2 * MINUTE_MS * FACTOR,
  /** Synthesizes the stack: 15 seconds. */
  infra: 10 * MINUTE_MS * FACTOR,
  /** Property tests over stores on an engine of their own: 30 seconds. */
  integration: 10 * MINUTE_MS * FACTOR,
  /** Boots systems, opens browsers, plays a month: 40 seconds. */
  e2e: 40 * MINUTE_MS * FACTOR,
  /** Thousands of runs with faults: 90 seconds. */
  faults: 30 * MINUTE_MS * FACTOR,
} as const;

/** How long setting up and tearing down may take, which boots and stops a system. */
export const HOOK_MS = 2 * BOOT_MS;
