import { CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { EventBus, type IRuleTarget, Match, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { type EventType, SOURCE_PREFIX } from '../../shared/domain/events.ts';
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
      description: 'Passport events of the last 30 days, for replay',
      eventPattern: { source: Match.prefix(SOURCE_PREFIX) },
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
   * Sends everything whose source begins with `passports.` to one of two targets: what a scan puts there apart from the
   * rest, by type alone. No event matches both rules, and none of ours matches neither: what is unknown goes with the
   * rest and is refused by its reader, aloud.
   */
  sendEverythingTo(targets: { reminders: IRuleTarget; rest: IRuleTarget }): void {
    const source = Match.prefix(SOURCE_PREFIX);
    new Rule(this, 'PassportEvents', {
      eventBus: this.bus,
      description: 'Every passport event but reminders to the matcher',
      eventPattern: { source, detailType: Match.anythingBut(...REMINDER_TYPES) },
      targets: [targets.rest],
    });
    new Rule(this, 'Reminders', {
      eventBus: this.bus,
      description: 'Reminders of expiring passports to the matcher, on a queue of their own',
      eventPattern: { source, detailType: [...REMINDER_TYPES] },
      targets: [targets.reminders],
    });
  }
}
