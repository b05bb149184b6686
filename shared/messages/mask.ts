import type { Channel } from '../domain/contacts.ts';

/** Always as many stars, so that the mask does not tell the length of what it hides. */
const MOBILE_STARS = '*****';
const LOCAL_PART_STARS = '***';

/** A local part shorter than this shows nothing: one letter of "hr" is half of it. */
const SHORTEST_HINTED_LOCAL_PART = 4;

/**
 * An address that its owner recognises and nobody else can use: `+9665*****678`, `a***@example.com`, `https://hr.example.com/***`.
 * What does not look like an address of its channel is hidden altogether.
 */
export function maskAddress(channel: Channel, address: string): string {
  switch (channel) {
    case 'sms':
      return maskMobile(address);
    case 'email':
      return maskEmailAddress(address);
    case 'webhook':
      return maskUrl(address);
  }
}

/** The path and what follows may hold a secret of the receiver. */
function maskUrl(address: string): string {
  const origin = URL.parse(address)?.origin;
  return `${origin === undefined || origin === 'null' ? '' : `${origin}/`}${LOCAL_PART_STARS}`;
}

function maskMobile(address: string): string {
  if (!/^\+\d{11,15}$/.test(address)) return MOBILE_STARS;
  return `${address.slice(0, 5)}${MOBILE_STARS}${address.slice(-3)}`;
}

function maskEmailAddress(address: string): string {
  // The last @ parts it: a quoted local part may hold another (RFC 5321, 4.1.2).
  const at = address.lastIndexOf('@');
  if (at < 1) return LOCAL_PART_STARS;
  const localPart = [...address.slice(0, at)];
  const hint = localPart.length >= SHORTEST_HINTED_LOCAL_PART ? localPart[0] : '';
  return `${hint}${LOCAL_PART_STARS}${address.slice(at)}`;
}
