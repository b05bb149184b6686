/**
 * The deployments that most tests of the template ask about, each synthesized once, and what is asked of the first. Files of
 * the `infra` project that run in one process share them: vitest.config.ts does not isolate these files.
 */
import {
  deadLetterTarget,
  fieldOf,
  folderOf,
  listOf,
  type Resource,
  rightsOf,
  synthesized,
  synthesizedWith,
  targetOf,
  WITH_AGGREGATOR,
} from './template.ts';

export const stack = synthesized(WITH_AGGREGATOR);
export const prod = synthesizedWith({ stage: 'prod', emailFrom: 'notifications@mail.ministry.example' });
export const ownIssuer = synthesizedWith({ oidcIssuer: 'https://issuer.example', oidcAudience: 'one, two' });

export const queues = () => stack.all('AWS::SQS::Queue');
export const mappings = () => stack.all('AWS::Lambda::EventSourceMapping');
export const functions = () => stack.all('AWS::Lambda::Function');
export const alarms = () => stack.all('AWS::CloudWatch::Alarm');
export const schedules = () => stack.all('AWS::Scheduler::Schedule');

/** Every dead-letter queue of something: queues, functions, rules and schedules. */
export const deadLetterQueues = () =>
  new Set(
    [
      ...queues().map(deadLetterTarget),
      ...functions().map(({ properties }) => targetOf(fieldOf(properties.DeadLetterConfig, 'TargetArn'))),
      ...stack
        .all('AWS::Events::Rule')
        .flatMap(({ properties }) => listOf(properties.Targets))
        .map((target) => targetOf(fieldOf(target, 'DeadLetterConfig', 'Arn'))),
      ...schedules().map(({ properties }) => targetOf(fieldOf(properties.Target, 'DeadLetterConfig', 'Arn'))),
    ].filter((id) => id !== undefined),
  );

/** The queues that a function may send to. */
export const sendsTo = (fn: Resource) => {
  const rights = rightsOf(fn, stack);
  return queues().filter(({ id }) => rights.includes(`sqs:SendMessage {${id}.Arn}`));
};

/** The function that has the code of a folder. */
export const functionOf = (folder: string) => {
  const found = functions().find((fn) => folderOf(fn) === folder);
  if (!found) throw new Error(`no function has the code of ${folder}`);
  return found;
};

/** The logs of the functions of these folders. */
export const logsOf = (...folders: string[]) =>
  folders.map((folder) => targetOf(fieldOf(functionOf(folder).properties.LoggingConfig, 'LogGroup')));

/** What makes metrics of what functions log, by its pattern: of which log, and what, and the alarms that watch it. */
export const filtersOf = (pattern: string) =>
  stack
    .all('AWS::Logs::MetricFilter')
    .filter(({ properties }) => properties.FilterPattern === pattern)
    .map(({ properties }) => {
      const [metric, ...more] = listOf(properties.MetricTransformations);
      if (more.length > 0) throw new Error(`one metric is expected of ${pattern}`);
      const watching = alarms().filter(
        (alarm) =>
          alarm.properties.MetricName === fieldOf(metric, 'MetricName') &&
          alarm.properties.Namespace === fieldOf(metric, 'MetricNamespace'),
      );
      return {
        logGroup: targetOf(properties.LogGroupName),
        name: fieldOf(metric, 'MetricName'),
        value: fieldOf(metric, 'MetricValue'),
        alarms: watching.map((alarm) => alarm.properties),
      };
    });
