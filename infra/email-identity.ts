/**
 * The SES identities by which an address may send: its own, that of its domain, and those of the domains above, the
 * most exact first. SES goes by the most exact one that is verified:
 * https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
 */
export function identitiesFor(address: string): [string, ...string[]] {
  const labels = address.slice(address.lastIndexOf('@') + 1).split('.');
  // Nobody verifies a top-level domain.
  const domains = labels.slice(0, Math.max(labels.length - 1, 1)).map((_label, index) => labels.slice(index).join('.'));
  return [address, ...domains];
}
