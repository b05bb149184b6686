import { appendFileSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';

/** The file to which a run adds what failed; unset, nothing is written. */
export const FAILURES_FILE = 'TEST_FAILURES_FILE';

/** Adds each failed test, with the first line of its error, to the file that `npm test` prints last. */
export class FailuresReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, unhandled: ReadonlyArray<SerializedError>): void {
    const file = process.env[FAILURES_FILE];
    if (!file) return;
    const failures = [
      ...modules.flatMap((module) => [
        ...module.errors().map((error) => failure(module.moduleId, error)),
        ...[...module.children.allTests('failed')].map((test) =>
          failure(`${module.relativeModuleId} > ${test.fullName}`, test.result().errors?.[0]),
        ),
        ...[...module.children.allSuites()].flatMap((suite) =>
          suite.errors().map((error) => failure(`${module.relativeModuleId} > ${suite.fullName}`, error)),
        ),
      ]),
      ...unhandled.map((error) => failure('outside every test', error)),
    ];
    if (failures.length > 0) appendFileSync(file, `${failures.join('\n')}\n`);
  }
}

function failure(where: string, error: { readonly message?: string } | undefined): string {
  return `${where}: ${(error?.message ?? 'no error was given').split('\n')[0]}`;
}
