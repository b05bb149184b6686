import { describe, expect, it } from 'vitest';
import { compileEventPattern } from '../../../infra/local/services/eventbridge/event-pattern.ts';
import { alertOf, type EventType } from '../../../shared/domain/events.ts';
import { mappings, ownIssuer, prod, stack } from '../../support/deployments.ts';
import {
  deadLetterTarget,
  fieldOf,
  folderOf,
  listOf,
  type Synthesis,
  synthesizedWith,
  targetOf,
} from '../../support/template.ts';

describe('the bus', () => {
  /** Sources that a producer may put events under; none of them is refused by EventBridge. */
  const SOURCES = [
    'passports.border',
    'passports.',
    'passports',
    'passport.border',
    'Passports.border',
    ' passports.border',
    'passports.border ',
    'passports.new-registry',
    'passports.expiry-scanner',
    'aws',
    'جوازات',
    ' ',
  ];

  it('archives what came for 30 days, under any source', () => {
    const [archive, ...more] = stack.all('AWS::Events::Archive').map(({ properties }) => properties);
    expect(more).toEqual([]);
    expect(archive?.RetentionDays).toBe(30);
    const isArchived = compileEventPattern(archive?.EventPattern as Record<string, unknown>);
    for (const source of SOURCES) expect(isArchived({ source, 'detail-type': 'Unknown' }), source).toBe(true);
  });

  it('takes events of other accounts where the deployment names them, of each as the sources that it is', () => {
    const policies = (synthesis: Synthesis) => synthesis.all('AWS::Events::EventBusPolicy');
    expect([stack, prod, ownIssuer].flatMap(policies)).toEqual([]);
    const chosen = synthesizedWith({
      producers: '111122223333:passports.border, 444455556666:passports.visas,111122223333:passports.documents',
    });
    const [bus] = chosen.all('AWS::Events::EventBus');
    const statement = (account: string, sources: string[]) => ({
      EventBusName: { Ref: bus?.id },
      StatementId: `Producer${account}`,
      Statement: {
        Sid: `Producer${account}`,
        Effect: 'Allow',
        Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${account}:root`]] } },
        Action: 'events:PutEvents',
        Resource: { 'Fn::GetAtt': [bus?.id, 'Arn'] },
        Condition: { StringEquals: { 'events:source': sources } },
      },
    });
    expect(policies(chosen).map(({ properties }) => properties)).toEqual([
      statement('111122223333', ['passports.border', 'passports.documents']),
      statement('444455556666', ['passports.visas']),
    ]);
  });

  it('may be opened to every source but that of the scan, which is ours', () => {
    const sources = [...new Set(Object.values(TYPES))];
    const isTaken = (source: string) => {
      try {
        return synthesizedWith({ producers: `111122223333:${source}` }).all('AWS::Events::EventBusPolicy').length === 1;
      } catch {
        return false;
      }
    };
    expect(sources.filter(isTaken)).toEqual(sources.filter((source) => source !== 'passports.expiry-scanner'));
  });

  const rules = () => stack.all('AWS::Events::Rule');
  /** The output that names the queue of the rules that take an event. */
  const queuesFor = (source: string, type: string) =>
    rules()
      .filter(({ properties }) =>
        compileEventPattern(properties.EventPattern as Record<string, unknown>)({ source, 'detail-type': type }),
      )
      .flatMap(({ properties }) => listOf(properties.Targets))
      .map((target) => targetOf(fieldOf(target, 'Arn')))
      .map((id) => Object.entries(stack.outputs).find(([, { Value }]) => targetOf(Value) === id)?.[0]);
  const TYPES: Record<EventType, string> = {
    TravellerEntered: 'passports.border',
    TravellerExited: 'passports.border',
    PassportRenewed: 'passports.documents',
    PassportExpiring: 'passports.expiry-scanner',
    PassportExpired: 'passports.expiry-scanner',
    VisaIssued: 'passports.visas',
    VisaStatusChanged: 'passports.visas',
    AffiliationStarted: 'passports.affiliations',
    AffiliationEnded: 'passports.affiliations',
  };

  it.each(Object.entries(TYPES) as [EventType, string][])('sends %s to one queue: by its alert', (type, source) => {
    const isReminder = alertOf(type) === 'passport-expiry';
    expect(queuesFor(source, type)).toEqual([isReminder ? 'MatcherReminderQueueUrl' : 'MatcherQueueUrl']);
  });

  it.each(SOURCES)('drops nothing, and sends nothing twice, of the source %j', (source) => {
    for (const type of [...Object.keys(TYPES), 'Unknown', 'passportexpiring', 'PassportExpiring ', ' ']) {
      expect(queuesFor(source, type), type).toHaveLength(1);
    }
  });

  it('lets a replay through to the same queues', () => {
    for (const { properties } of rules()) {
      expect(JSON.stringify(properties.EventPattern)).not.toContain('replay-name');
    }
  });

  it('feeds the matcher, and what cannot be delivered goes to its dead-letter queue', () => {
    expect(rules()).toHaveLength(2);
    for (const { properties } of rules()) {
      expect(properties).toMatchObject({ State: 'ENABLED' });
      const [target, ...others] = listOf(properties.Targets);
      expect(others).toEqual([]);
      const queue = stack.named(fieldOf(target, 'Arn'));
      expect(targetOf(fieldOf(target, 'DeadLetterConfig', 'Arn'))).toBe(deadLetterTarget(queue));
      const readers = mappings().filter(({ properties: mapping }) => targetOf(mapping.EventSourceArn) === queue.id);
      expect(readers.map(({ properties: mapping }) => folderOf(stack.named(mapping.FunctionName)))).toEqual([
        'matcher',
      ]);
    }
  });
});
