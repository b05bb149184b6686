/** Which addresses an establishment's own system may have: a way to the public network alone, never one inside. */
import { BlockList, isIP } from 'node:net';

/** Why an address is refused. */
type WebhookAddressProblem = 'bad-url' | 'not-https' | 'holds-credentials' | 'bad-port' | 'not-public';
export type ParsedWebhookAddress = { ok: true; address: string } | { ok: false; problem: WebhookAddressProblem };

const MAX_ADDRESS_LENGTH = 2048;
const [HTTPS_PORT, HTTP_PORT] = [443, 80];
/** Below it are the ports of other services, such as mail, which must not be reached by a request of ours. */
const FIRST_FREE_PORT = 1024;

/**
 * What is not public unicast, by IANA's registries of special-purpose addresses and of multicast. A test compares both lists with a
 * library that knows the ranges, which weighs more than all the rest of a function that reads an address.
 */
const SPECIAL_IPV4 = subnets('ipv4', [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
  ...['192.0.0.0/24', '192.0.2.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.175.48.0/24', '224.0.0.0/4', '240.0.0.0/4'],
]);
/** The part of IPv6 from which public addresses are given (RFC 4291, section 2.4), */
const GLOBAL_UNICAST = subnets('ipv6', ['2000::/3']);
/** and what is special within it. Teredo and 6to4 hold an IPv4 address. */
const SPECIAL_IPV6 = subnets('ipv6', ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']);
const LOOPBACK_IPV4 = subnets('ipv4', ['127.0.0.0/8']);
const LOOPBACK_IPV6 = subnets('ipv6', ['::1/128']);

/**
 * Reads the address of a webhook as typed: `https`, port 443 or 1024 and above, no credentials, and a host that may be public.
 * A name is looked up with each connection, not here.
 *
 * @param isLoopbackAllowed on a machine that runs the whole system: then loopback may be reached, by `http` too
 */
export function parseWebhookAddress(typed: string, isLoopbackAllowed = false): ParsedWebhookAddress {
  const refused = (problem: WebhookAddressProblem) => ({ ok: false, problem }) as const;
  const url = URL.parse(typed.trim());
  if (!url || typed.length > MAX_ADDRESS_LENGTH) return refused('bad-url');
  const isLocal = isLoopbackAllowed && isLoopbackHost(hostOf(url));
  if (url.protocol !== 'https:' && !(isLocal && url.protocol === 'http:')) return refused('not-https');
  if (url.username !== '' || url.password !== '') return refused('holds-credentials');
  const port = Number(url.port) || (url.protocol === 'https:' ? HTTPS_PORT : HTTP_PORT);
  if (port !== HTTPS_PORT && port < FIRST_FREE_PORT) return refused('bad-port');
  if (!isLocal && !mayBePublic(hostOf(url))) return refused('not-public');
  url.hash = '';
  return { ok: true, address: url.href };
}

/** The host of an address, an IPv6 address without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/**
 * Whether a connection may be made to an IP address: a public unicast address. One that holds an IPv4 address inside an IPv6
 * address (mapped, NAT64, 6to4, Teredo) is none, whatever is inside.
 *
 * @param isLoopbackAllowed on a machine that runs the whole system
 */
export function isAllowedAddress(ip: string, isLoopbackAllowed = false): boolean {
  // A zone is of a link, so that its address is none of the public network.
  if (ip.includes('%')) return false;
  switch (isIP(ip)) {
    case 4:
      return LOOPBACK_IPV4.check(ip) ? isLoopbackAllowed : !SPECIAL_IPV4.check(ip);
    case 6:
      return LOOPBACK_IPV6.check(ip, 'ipv6')
        ? isLoopbackAllowed
        : GLOBAL_UNICAST.check(ip, 'ipv6') && !SPECIAL_IPV6.check(ip, 'ipv6');
    default:
      return false;
  }
}

function subnets(family: 'ipv4' | 'ipv6', written: readonly string[]): BlockList {
  const list = new BlockList();
  for (const one of written) {
    const [network = '', prefix] = one.split('/');
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}

/** Whether a host can be public: an IP address that is, or a name that is not one of this machine or this network alone. */
function mayBePublic(host: string): boolean {
  if (isIP(host) !== 0) return isAllowedAddress(host);
  const name = host.replace(/\.$/, '').toLowerCase();
  return name.includes('.') && !/\.(localhost|local|internal|home\.arpa)$/.test(name);
}

function isLoopbackHost(host: string): boolean {
  if (isIP(host) === 0) return host === 'localhost';
  return isAllowedAddress(host, true) && !isAllowedAddress(host);
}
