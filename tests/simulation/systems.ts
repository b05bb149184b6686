import type { Plan, PlannedCall } from './plan.ts';

/**
 * The same month of establishments that have no contact but their own system.
 *
 * @param addressOf where the system of an establishment is
 */
export function withSystems(plan: Plan, addressOf: (establishmentId: string) => string): Plan {
  const contacts = (establishmentId: string) => [addressOf(establishmentId)];
  const callOf = (call: PlannedCall): PlannedCall =>
    call.method === 'DELETE' || !call.request.contacts
      ? call
      : ({ ...call, request: { ...call.request, contacts: contacts(call.establishmentId) } } as PlannedCall);
  return {
    ...plan,
    establishments: plan.establishments.map(({ establishmentId }) => ({
      establishmentId,
      contacts: contacts(establishmentId).map((address) => ({
        ...{ channel: 'webhook', address, language: 'en', delivery: 'immediate', isVerified: true },
      })),
    })),
    days: plan.days.map((day) => ({
      ...day,
      defaults: day.defaults.map((one) =>
        one.request ? { ...one, request: { ...one.request, contacts: contacts(one.establishmentId) } } : one,
      ),
      calls: day.calls.map(callOf),
    })),
  };
}
