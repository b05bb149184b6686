import { assertProperties, placeOf, type ResolvedResource, type Resources } from '../../template/resource.ts';
import { TemplateError } from '../../template/template.ts';
import type { Queues } from '../sqs/queues.ts';

/** SNS topics on this machine. */
export interface Topics {
  has(topicArn: string): boolean;
  /**
   * Hands a message to the queues that subscribe to a topic; it is on disk when this returns.
   *
   * @param delaySeconds until it can be received: the time that the publishing service takes
   */
  publish(topicArn: string, message: string, delaySeconds: number): void;
}

const TOPIC_PROPERTIES = ['TopicName', 'DisplayName', 'Tags'];
/** A queue takes every message here, so nothing follows the redrive policy. */
const SUBSCRIPTION_PROPERTIES = ['TopicArn', 'Protocol', 'Endpoint', 'RawMessageDelivery', 'RedrivePolicy'];

/** Builds the topics of the template; throws for a kind of topic or subscription that is not supported locally. */
export function createTopics(template: Resources, queues: Queues): Topics {
  const queuesOfTopic = new Map<string, string[]>();
  for (const topic of template.resources('AWS::SNS::Topic')) {
    assertProperties(topic, TOPIC_PROPERTIES);
    queuesOfTopic.set(topic.ref, []);
  }
  for (const subscription of template.resources('AWS::SNS::Subscription')) {
    // The operators' address for alarms: nothing alarms here.
    if (subscription.properties.Protocol === 'email') continue;
    const subscribed = queuesOfTopic.get(String(subscription.properties.TopicArn));
    if (!subscribed)
      throw new TemplateError(`${placeOf(subscription)}: only a topic of the stack is supported locally`);
    subscribed.push(queueOf(subscription, queues));
  }
  return {
    has: (topicArn) => queuesOfTopic.has(topicArn),
    publish: (topicArn, message, delaySeconds) => {
      for (const queueName of queuesOfTopic.get(topicArn) ?? []) queues.send(queueName, message, delaySeconds);
    },
  };
}

function queueOf(subscription: ResolvedResource, queues: Queues): string {
  const { Protocol, Endpoint, RawMessageDelivery } = subscription.properties;
  const place = placeOf(subscription);
  if (Protocol !== 'sqs') throw new TemplateError(`${place}: the protocol ${Protocol} has no local emulator`);
  assertProperties(subscription, SUBSCRIPTION_PROPERTIES);
  if (RawMessageDelivery !== true) throw new TemplateError(`${place}: only RawMessageDelivery is supported locally`);
  const [, , service, , , name = ''] = String(Endpoint).split(':');
  if (service !== 'sqs' || !queues.has(name)) {
    throw new TemplateError(`${place}: only a queue of the stack can subscribe here, not ${Endpoint}`);
  }
  return name;
}
