/**
 * The form in which a notification is stored. A write costs by the kilobyte of the whole item, and each notification is written three
 * times or more (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html). So an item leaves out what
 * follows from its keys and from what it is about, and a message without labels takes less than one kilobyte.
 *
 * While it is being sent, a notification is stored as `queued` with a lease: taking it up changes nothing that an index holds.
 *
 * Items of before, which say everything, are read as well.
 */
import { kindOf } from '../domain/identity-number.ts';
import type { EstablishmentId, IdentityNumber, NotificationId } from '../domain/ids.ts';
import type { StoredContent } from '../domain/message-content.ts';
import { type Notification, notificationSchema } from '../domain/notification.ts';
import type { Key } from './table.ts';

type Fields = Readonly<Record<string, unknown>>;
type About = NonNullable<Notification['about']>;

const PARTITION = 'NOTIFICATION#';

export const notificationKey = (id: NotificationId): Key => ({ pk: `${PARTITION}${id}`, sk: 'NOTIFICATION' });

/** The id that a key of a notification holds, unchecked. */
export const idInKey = ({ pk }: Fields): string => String(pk).slice(PARTITION.length);

/** The partition of an index that holds what an establishment was told of somebody. */
export const aboutKey = (establishmentId: EstablishmentId, identityNumber: IdentityNumber) =>
  `${establishmentId}#${identityNumber}`;

/** What follows from the keys of an item that is about somebody; of any other only its id does. */
function impliedByKeys({ pk, notified, notifiedOf, createdAtAndId }: Fields): Fields {
  const id = idInKey({ pk });
  if (typeof notifiedOf !== 'string' || typeof createdAtAndId !== 'string') return { id };
  return { id, establishmentId: notified, createdAt: createdAtAndId.slice(0, createdAtAndId.indexOf('#')) };
}

/** What follows for the content of a message from whom it is to, and from what it is about. */
function impliedByAbout({ identityNumber, alert, event }: About, establishmentId: unknown, template: unknown): Fields {
  const common = {
    establishmentId,
    identityLastFour: identityNumber.slice(-4),
    kind: kindOf(identityNumber),
    late: false,
  };
  if (template === 'alert') return { ...common, alert, occurredAt: event.occurredAt, event: { type: event.type } };
  return template === 'following-ended' ? { ...common, endedAt: event.occurredAt } : {};
}

/** Fields without those that are implied. */
function without(fields: Fields, implied: Fields): Fields {
  const left = Object.entries(fields).flatMap(([name, value]): [string, unknown][] => {
    const known = implied[name];
    if (isFields(value) && isFields(known)) return [[name, without(value, known)]];
    return value === known ? [] : [[name, value]];
  });
  return Object.fromEntries(left);
}

/** Fields with those that are implied; what does not look like fields is left as it is, for its schema to refuse. */
function withImplied(fields: unknown, implied: Fields): unknown {
  if (!isFields(fields)) return fields;
  const nested = Object.entries(implied).flatMap(([name, known]): [string, unknown][] =>
    isFields(known) && name in fields ? [[name, withImplied(fields[name], known)]] : [],
  );
  return { ...implied, ...fields, ...Object.fromEntries(nested) };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The content of a notification as its item holds it. */
export function contentItem(
  { establishmentId, about }: Pick<Notification, 'establishmentId' | 'about'>,
  content: StoredContent,
): Fields {
  return about ? without(content, impliedByAbout(about, establishmentId, content.template)) : content;
}

/** The history of a notification as its item holds it: when it began, it was created. */
export function historyItem(createdAt: string, [first, ...later]: Notification['history']): readonly Fields[] {
  return first ? [without(first, { at: createdAt }), ...later] : [];
}

/** The partition key and everything that a notification says; what it stands in the unsettled index by comes beside it. */
export function notificationItem(notification: Notification): Fields & Pick<Key, 'pk'> {
  const { id, about, status, content, history, matchedAt, ...rest } = notification;
  const { pk } = notificationKey(id);
  const changed = {
    status: status === 'sending' && rest.leaseUntil !== undefined ? 'queued' : status,
    ...(content && { content: contentItem(notification, content) }),
    history: historyItem(rest.createdAt, history),
  };
  // System messages carry no index attributes, so no list shows them.
  if (!about) return { pk, ...rest, ...changed, matchedAt };
  const { establishmentId, createdAt, ...others } = rest;
  const { identityNumber, ...what } = about;
  return {
    pk,
    notified: establishmentId,
    notifiedOf: aboutKey(establishmentId, identityNumber),
    createdAtAndId: `${createdAt}#${id}`,
    about: what,
    ...others,
    ...changed,
    // What comes from an event was matched when it was made, unless it takes the place of another.
    ...((matchedAt !== createdAt || others.receivedAt === undefined) && { matchedAt }),
  };
}

/**
 * Reads what {@link notificationItem} makes, and items of before.
 *
 * @throws ZodError for what is no notification
 */
export function parseNotification(item: Fields): Notification {
  return notificationSchema.parse(notificationFields(item));
}

/** All that an item says of a notification, unchecked. */
export function notificationFields(item: Fields): Fields {
  const { notifiedOf } = item;
  const fields: Fields = { ...impliedByKeys(item), ...item };
  const identityNumber = typeof notifiedOf === 'string' ? notifiedOf.slice(notifiedOf.indexOf('#') + 1) : undefined;
  const about = withImplied(fields.about, { identityNumber });
  return {
    ...(isAbout(about) && fields.receivedAt !== undefined && { matchedAt: fields.createdAt }),
    ...fields,
    history: historyOf(fields),
    ...(isAbout(about) && { about, content: contentOf(fields, about) }),
    ...(fields.status === 'queued' && fields.leaseUntil !== undefined && { status: 'sending' }),
  };
}

function historyOf({ history, createdAt }: Fields): unknown {
  if (!Array.isArray(history)) return history;
  const [first, ...later] = history as unknown[];
  return first === undefined ? [] : [withImplied(first, { at: createdAt }), ...later];
}

function contentOf({ establishmentId, content }: Fields, about: About): unknown {
  return isFields(content) ? withImplied(content, impliedByAbout(about, establishmentId, content.template)) : content;
}

/** Whether something can follow from it; its schema says whether it is right. */
function isAbout(about: unknown): about is About {
  return isFields(about) && typeof about.identityNumber === 'string' && isFields(about.event);
}
