/** The default subscription of an establishment in a world, as the store keeps it. */
import { type DefaultSubscription, defaultSubscriptionSchema } from '../../shared/domain/default-subscription.ts';
import type { EstablishmentId } from '../../shared/domain/ids.ts';
import { readContacts, saveContacts } from '../../shared/store/contacts.ts';
import type { Plain } from './ids.ts';
import type { World } from './world.ts';

export async function saveDefault(
  { table, clock }: World,
  establishmentId: EstablishmentId,
  chosen: Pick<Plain<DefaultSubscription>, 'kinds' | 'alerts' | 'contactIds'>,
): Promise<void> {
  const at = clock.now().toISOString();
  const defaultSubscription = defaultSubscriptionSchema.parse({
    expiryLeadDays: [30, 7, 0],
    createdAt: at,
    updatedAt: at,
    ...chosen,
  });
  await saveContacts(table, { ...(await readContacts(table, establishmentId)), defaultSubscription });
}
