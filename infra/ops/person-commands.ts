import { randomUUID } from 'node:crypto';
import { kindOf } from '../../shared/domain/identity-number.ts';
import type { EstablishmentId, IdentityNumber } from '../../shared/domain/ids.ts';
import type { Notification } from '../../shared/domain/notification.ts';
import { DAY_MS } from '../../shared/domain/time.ts';
import { maskAddress } from '../../shared/messages/mask.ts';
import { deletePassportFact } from '../../shared/store/travellers.ts';
import { GIVEN_UP_AFTER_HOURS } from '../../shared/timing.ts';
import { type CommandOf, eraseAgain } from './arguments.ts';
import { count, isAgreed, progressBar, saveForOwner, table } from './output.ts';
import { type Forgotten, forgetAt, type HeldForEstablishment, type HeldOfPerson, readPerson } from './person.ts';
import type { System } from './system.ts';

/** `export`: everything that is stored about a person, for the person. */
export async function exportPerson({ table: store }: System, command: CommandOf<'export'>): Promise<void> {
  const { identityNumber, establishmentIds } = command;
  const now = new Date();
  const held = await readPerson(store, identityNumber, establishmentIds);
  const chosen = chosenOf(held, establishmentIds);
  const beyond = outOfReach(now);
  if (command.json || command.save !== undefined) {
    const text = JSON.stringify(exportOf(identityNumber, held, chosen, { now, beyond }), null, 2);
    if (command.save === undefined) {
      console.log(text);
      return;
    }
    saveForOwner(command.save, `${text}\n`);
  }
  console.log(inventoryOf(identityNumber, held, chosen));
  if (command.save !== undefined) console.log(`\nSaved in ${command.save}.`);
  console.log(`\n${beyond}`);
}

/** `erase`: deletes what is stored about a person, after an operator said yes. */
export async function erasePerson(
  { table: store }: System,
  command: CommandOf<'erase'>,
  signal: AbortSignal,
): Promise<void> {
  const { identityNumber, establishmentIds } = command;
  const now = new Date();
  const held = await readPerson(store, identityNumber, establishmentIds);
  const chosen = chosenOf(held, establishmentIds);
  const doomed = chosen.filter(({ affiliation }) => command.affiliated || !affiliation?.present);
  const kept = chosen.filter((one) => !doomed.includes(one));
  const isLast = held.establishments.every((one) => doomed.includes(one) || !one.affiliation);
  console.log(inventoryOf(identityNumber, held, chosen));
  for (const { establishmentId } of kept) {
    console.log(
      `\n${establishmentId} keeps what it has: the person belongs to it. To erase that too, say --affiliated.`,
    );
  }
  const hasPassport = isLast && held.passport !== undefined;
  const things = doomed.reduce((sum, one) => sum + thingsOf(one), 0);
  if (things === 0 && !hasPassport) {
    console.log(`\nNothing to erase.\n\n${outOfReach(now)}`);
    return;
  }
  if (command.dryRun) {
    console.log(
      `\nWould erase this at ${count(doomed.length, 'establishment')}${hasPassport ? ', and the passport' : ''}.`,
    );
    return;
  }
  if (
    !command.isConfirmed &&
    !(await isAgreed(`\nErase this at ${count(doomed.length, 'establishment')} for good?`, signal))
  ) {
    throw new Error('nothing was erased');
  }
  const done = await forget(store, identityNumber, doomed, signal);
  const isWhole = !signal.aborted;
  if (hasPassport && isWhole) await deletePassportFact(store, identityNumber);
  console.log(
    `\n${table([
      ['erased', ''],
      ['affiliations', String(done.affiliations)],
      ['subscriptions', String(done.subscriptions)],
      ['notifications', String(done.notifications)],
      ['contact references', String(done.contactReferences)],
      ['passport', hasPassport && isWhole ? '1' : '0'],
      [`audit entries, now about ${done.reference}`, String(done.auditEntries)],
    ])}`,
  );
  const again = eraseAgain(
    command,
    doomed.map(({ establishmentId }) => establishmentId),
  );
  if (done.underWay > 0) {
    console.log(
      `\n${count(done.underWay, 'notification')} on the way to recipients stayed. In ${GIVEN_UP_AFTER_HOURS} hours all can be erased, also where their jobs are
dead letters or were discarded. Then: ${again}`,
    );
  }
  if (!isWhole) throw new Error(`ended before all was erased: run it again, ${again}`);
  console.log(`\n${outOfReach(now)}`);
}

async function forget(
  store: System['table'],
  identityNumber: IdentityNumber,
  doomed: readonly HeldForEstablishment[],
  signal: AbortSignal,
): Promise<Forgotten & { readonly reference: string }> {
  // Random, so that nothing leads back; one for all entries, so that they can be told from those about others.
  const reference = `erased:${randomUUID()}`;
  let sum: Forgotten = {
    affiliations: 0,
    subscriptions: 0,
    notifications: 0,
    contactReferences: 0,
    auditEntries: 0,
    underWay: 0,
  };
  const bar = progressBar(
    'erase',
    doomed.reduce((total, one) => total + thingsOf(one), 0),
    'items',
  );
  try {
    for (const held of doomed) {
      if (signal.aborted) break;
      const gone = await forgetAt(store, identityNumber, held, {
        now: new Date(),
        reference,
        onDone: () => bar.add(1),
      });
      sum = {
        affiliations: sum.affiliations + gone.affiliations,
        subscriptions: sum.subscriptions + gone.subscriptions,
        notifications: sum.notifications + gone.notifications,
        contactReferences: sum.contactReferences + gone.contactReferences,
        auditEntries: sum.auditEntries + gone.auditEntries,
        underWay: sum.underWay + gone.underWay,
      };
    }
  } finally {
    bar.stop();
  }
  return { ...sum, reference };
}

function chosenOf(
  { establishments }: HeldOfPerson,
  establishmentIds: readonly EstablishmentId[],
): HeldForEstablishment[] {
  return establishments
    .filter(({ establishmentId }) => establishmentIds.length === 0 || establishmentIds.includes(establishmentId))
    .filter((held) => thingsOf(held) > 0);
}

function thingsOf({ affiliation, notifications, contactIds, audit }: HeldForEstablishment): number {
  return (affiliation ? 1 : 0) + notifications.length + contactIds.length + audit.length;
}

/** What there is, counted; nothing of it is said, and of the person no more than the last four digits. */
function inventoryOf(
  identityNumber: IdentityNumber,
  held: HeldOfPerson,
  chosen: readonly HeldForEstablishment[],
): string {
  const who = `the ${kindOf(identityNumber)} whose number ends in ${identityNumber.slice(-4)}`;
  const events = held.events.length;
  const lines = [
    chosen.length === 0 && !held.passport ? `Nothing is stored about ${who}.` : `What is stored about ${who}:`,
    ...(chosen.length > 0
      ? [
          table([
            ['establishment', 'affiliation', 'subscription', 'notifications', 'contact references', 'audit entries'],
            ...chosen.map(({ establishmentId, affiliation, notifications, contactIds, audit }) => [
              establishmentId,
              affiliation ? (affiliation.present ? 'present' : 'ended') : 'none',
              affiliation?.subscription ? (affiliation.subscription.ended ? 'ended' : 'yes') : 'none',
              String(notifications.length),
              String(contactIds.length),
              String(audit.length),
            ]),
          ]),
        ]
      : []),
    ...(held.passport ? ['A passport that the registry of documents told of, for all establishments.'] : []),
    ...(events > 0
      ? [`${count(events, 'event')} under way or stuck, with the person in it (EVENT# items, 90 days).`]
      : []),
  ];
  return lines.join('\n');
}

/** Everything about a person, as the person may have it: without data of others, whose addresses stay masked. */
function exportOf(
  identityNumber: IdentityNumber,
  { passport, events }: HeldOfPerson,
  chosen: readonly HeldForEstablishment[],
  { now, beyond }: { now: Date; beyond: string },
) {
  return {
    identityNumber,
    kind: kindOf(identityNumber),
    exportedAt: now.toISOString(),
    passport: passport && { ...passport.passport, toldAt: passport.at },
    establishments: chosen.map(({ establishmentId, affiliation, notifications, contactIds, audit }) => ({
      establishmentId,
      affiliation: affiliation && {
        present: affiliation.present,
        name: affiliation.profile?.name,
        nationality: affiliation.profile?.nationality,
        passport: affiliation.passport ?? affiliation.profile?.passport,
        starts: affiliation.starts.map(({ at }) => at),
        ends: affiliation.ends.map(({ at, reason }) => ({ at, reason })),
        lastReminderSent: affiliation.lastReminderSent && {
          expiresOn: affiliation.lastReminderSent.expiresOn,
          leadDay: affiliation.lastReminderSent.leadDay,
        },
      },
      subscription: affiliation?.subscription,
      contactReferences: contactIds,
      notifications: notifications.map(notificationOf),
      audit: audit.map(({ actor: _someoneElse, ...entry }) => entry),
    })),
    eventsUnderWay: events,
    notIncluded: beyond.split('\n'),
  };
}

function notificationOf({
  id,
  about,
  channel,
  address,
  language,
  text,
  status,
  failureReason,
  history,
  createdAt,
}: Notification) {
  return {
    id,
    alert: about?.alert,
    event: about?.event,
    channel,
    to: maskAddress(channel, address),
    language,
    text,
    status,
    failureReason,
    history,
    createdAt,
  };
}

/** What a command that goes by items of the table cannot reach, and when that ends by itself. */
function outOfReach(now: Date): string {
  const after = (days: number) => new Date(now.getTime() + days * DAY_MS).toISOString().slice(0, 10);
  return `Not reached, and when it ends by itself, counted from now:
- the archive of the bus, which holds every event as it was put: ${after(30)}
- earlier states of the table, where it is recoverable to a point in time (stage=prod): ${after(35)}; backups that
  operators made: until they delete them
- messages in queues: ${after(4)}; dead letters: ${after(14)}, or sooner with npm run ops -- dlq discard
- files of imports and exports of establishments: ${after(2)} at the latest
- files that operators saved with export --save or dlq discard --save: until they delete them
- progress of events that are stuck, which goes by ids and not by persons: ${after(90)} at the latest
- audit entries and notifications of an establishment that has no affiliation on record: name it with --establishment
- the person as a contact: contacts go by address, and their establishment deletes them with DELETE /v1/contacts; the
  address stays in messages for as long as the deployment keeps notifications
- a reference of a deleted contact, left where a subscription came to name the contact at the moment of its deletion, or
  where the process that deleted it died: it holds the identity number, and no end is set
- SMS and e-mails that were delivered, and what providers, establishments and registries keep of them: not ours to end
Logs, metrics and alarms name no persons. What comes in at this moment, or is put, replayed or redriven later, is
stored again; run the command once more to see.`;
}
