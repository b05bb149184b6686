import { describe, expect, inject } from 'vitest';
import { newHost, peopleOf, subscriptionOf } from '../../../../../tests/support/hosts.ts';
import { Client } from '../../../../../tests/support/local-system.ts';
import { isForEverybody, it } from '../../../../../tests/support/portal-test.ts';

const system = new Client(inject('addresses'));

describe('a person', () => {
  isForEverybody('/people/$identityNumber');

  it('inherits what is chosen for everybody, leaves out, and goes back', async ({ browser }) => {
    const host = await newHost(system);
    const [person = ''] = await peopleOf(system, host, 1);
    await host.api.typed.PUT('/v1/default-subscription', {
      body: { kinds: ['resident'], alerts: ['exit', 'passport-expiry'], contactIds: [...host.contactIds] },
    });
    const page = await browser.openAs(`/portal/people/${person}?lang=en`, host.id);
    await page.getByRole('link', { name: 'Change' }).click();
    await page.getByLabel('Reference').fill('A-7');
    await page.getByRole('button', { name: 'Save and confirm' }).click();
    await page.getByText('You follow this person now').waitFor();
    expect(await subscriptionOf(host.api, person)).toMatchObject({
      inherited: ['alerts', 'contactIds', 'expiryLeadDays'],
      reference: 'A-7',
    });
    await page.getByRole('button', { name: 'Leave out' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave out' }).click();
    await page.getByText('This person is no longer followed').waitFor();
    expect(await subscriptionOf(host.api, person)).toMatchObject({ excluded: true, reference: 'A-7' });
    await page.getByRole('link', { name: 'Follow', exact: true }).click();
    await page.getByRole('button', { name: 'Save and confirm' }).click();
    await page.getByText('You follow this person now').waitFor();
    await page.getByRole('button', { name: 'Back to following everybody' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Back to following everybody' }).click();
    await page.getByText('is followed as everybody is').first().waitFor();
    expect(await subscriptionOf(host.api, person)).toBeUndefined();
  });
});
