/** Which addresses an establishment's own system may have: a way to the public network alone, never one inside. */
import ipaddr from 'ipaddr.js';

/** Why an address is refused. */
type WebhookAddressProblem = 'bad-url' | 'not-https' | 'holds-credentials' | 'bad-port' | 'not-public';
export type ParsedWebhookAddress = { ok: true; address: string } | { ok: false; problem: WebhookAddressProblem };

const MAX_ADDRESS_LENGTH = 2048;
const [HTTPS_PORT, HTTP_PORT] = [443, 80];
/** Below it are the ports of other services, such as mail, which must not be reached by a request of ours. */
const FIRST_FREE_PORT = 1024;
/** The part of IPv6 from which public addresses are given (RFC 4291, section 2.4). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

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
export function isAllowedAddress(text: string, isLoopbackAllowed = false): boolean {
  if (!ipaddr.isValid(text)) return false;
  const ip = ipaddr.parse(text);
  const range = ip.range();
  if (range === 'loopback') return isLoopbackAllowed;
  return range === 'unicast' && (ip.kind() === 'ipv4' || ip.match(GLOBAL_UNICAST));
}

/** Whether a host can be public: an IP address that is, or a name that is not one of this machine or this network alone. */
function mayBePublic(host: string): boolean {
  if (ipaddr.isValid(host)) return isAllowedAddress(host);
  const name = host.replace(/\.$/, '').toLowerCase();
  return name.includes('.') && !/\.(localhost|local|internal|home\.arpa)$/.test(name);
}

function isLoopbackHost(host: string): boolean {
  if (!ipaddr.isValid(host)) return host === 'localhost';
  return isAllowedAddress(host, true) && !isAllowedAddress(host);
}
