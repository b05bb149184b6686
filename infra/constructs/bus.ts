import { CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { EventBus, type IRuleTarget, Match, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { EventType } from '../../shared/domain/events.ts';
import { ARCHIVE_RETENTION_MS } from '../../shared/timing.ts';
import type { Producer } from '../config.ts';
import type { ServiceFunction } from './service-function.ts';

/** What the morning scan puts on the bus, thousands at once. */
const REMINDER_TYPES = ['PassportExpiring', 'PassportExpired'] as const satisfies readonly EventType[];

/** The bus that passport events land on, with an archive to replay from. */
export class PassportEventBus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, props: { producers: readonly Producer[] }) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', {
      description: 'Passport, visa, crossing and affiliation events of residents and visitors',
    });
    this.bus.archive('Archive', {
      description: 'All events of the last 30 days, for replay',
      // Every source: what is refused can be replayed once its producer is known. A pattern that says so, and not the absence
      // of one, because an update without a pattern leaves an archive the pattern that it has. EventBridge adds that
      // replayed events are not archived again: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html.
      eventPattern: { source: Match.prefix('') },
      retention: Duration.millis(ARCHIVE_RETENTION_MS),
    });
    for (const producer of props.producers) this.allow(producer);
  }

  /**
   * Lets an account put events as what it is, and as nothing else; its own policies say who in it may:
   * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-permissions-manage.html
   */
  private allow({ account, sources }: Producer): void {
    const sid = `Producer${account}`;
    // The CDK's own class warns of a deprecated property that it sets itself.
    new CfnResource(this, sid, {
      type: 'AWS::Events::EventBusPolicy',
      properties: {
        EventBusName: this.bus.eventBusName,
        StatementId: sid,
        Statement: {
          Sid: sid,
          Effect: 'Allow',
          Principal: { AWS: `arn:${Stack.of(this).partition}:iam::${account}:root` },
          Action: 'events:PutEvents',
          Resource: this.bus.eventBusArn,
          Condition: { StringEquals: { 'events:source': sources } },
        },
      },
    });
  }

  /** Gives a function the bus by name, and the right to put events on it. */
  bindPut(fn: ServiceFunction): void {
    fn.bind(
      { EVENT_BUS_NAME: this.bus.eventBusName },
      { actions: ['events:PutEvents'], resources: [this.bus.eventBusArn] },
    );
  }

  /**
   * Sends everything that is put on the bus to one of two targets: what a scan puts there apart from the rest, by type
   * alone. Every event matches exactly one rule, whatever its source: its reader refuses what is unknown, and tells operators
   * of it. A rule by source would drop an event of a misspelt source without a trace.
   */
  addTargets(targets: { reminders: IRuleTarget; rest: IRuleTarget }): void {
    new Rule(this, 'PassportEvents', {
      eventBus: this.bus,
      description: 'Every event but reminders to the matcher',
      eventPattern: { detailType: Match.anythingBut(...REMINDER_TYPES) },
      targets: [targets.rest],
    });
    new Rule(this, 'Reminders', {
      eventBus: this.bus,
      description: 'Reminders of expiring passports to the matcher, on a queue of their own',
      eventPattern: { detailType: [...REMINDER_TYPES] },
      targets: [targets.reminders],
    });
  }
}
