import { Duration } from 'aws-cdk-lib';
import { EventBus, type IRuleTarget, Match, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { SOURCE_PREFIX } from '../../shared/domain/events.ts';
import type { ServiceFunction } from './service-function.ts';

/** The bus that passport events land on, with an archive to replay from. */
export class PassportEventBus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', {
      description: 'Passport, visa, crossing and affiliation events of residents and visitors',
    });
    this.bus.archive('Archive', {
      description: 'Passport events of the last 30 days, for replay',
      eventPattern: { source: Match.prefix(SOURCE_PREFIX) },
      retention: Duration.days(30),
    });
  }

  /** Gives a function the bus by name, and the right to put events on it. */
  bindPut(fn: ServiceFunction): void {
    fn.bind(
      { EVENT_BUS_NAME: this.bus.eventBusName },
      { actions: ['events:PutEvents'], resources: [this.bus.eventBusArn] },
    );
  }

  /** Sends everything whose source begins with `passports.` to a target: what is unknown is refused there, aloud. */
  sendEverythingTo(target: IRuleTarget): void {
    new Rule(this, 'PassportEvents', {
      eventBus: this.bus,
      description: 'Every passport event to the matcher',
      eventPattern: { source: Match.prefix(SOURCE_PREFIX) },
      targets: [target],
    });
  }
}
