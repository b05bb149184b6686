import { domainToASCII, domainToUnicode } from 'node:url';
import { INVISIBLE } from './free-text.ts';

/** What a mail server takes (RFC 5321, 4.5.3.1): octets of the part before the @, and of the whole. */
const MAX_LOCAL_PART = 64;
const MAX_ADDRESS = 254;

/** What is pasted along with an address is not endless; the checks below need an end. */
const MAX_TYPED = 1000;

/** Words with single dots between them (`dot-atom`, RFC 5322, 3.2.3). No quoted ones: nobody has them, and forms lose them. */
const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

/** Two labels at least of letters, digits and inner hyphens (RFC 1123, 2.1); the last one is no number, as in 192.0.2.1. */
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Joiners that tell one name of a domain from another (RFC 5892, A.1 and A.2). */
const JOINERS = '\u200C\u200D';
const around = new RegExp(`^[\\s${INVISIBLE}]+|[\\s${INVISIBLE}]+$`, 'gu');
const invisible = new RegExp(`(?![${JOINERS}])[${INVISIBLE}]`, 'gu');

/**
 * Reads an e-mail address as typed or pasted; undefined when it is none that SES sends to.
 *
 * It is in lower case, and a domain of another script is in its ASCII form (`xn--`, RFC 5890): the one that mail servers
 * and SES know, and the same for both forms. SES takes no other characters before the @
 * (https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html).
 */
export function parseEmailAddress(typed: string): string | undefined {
  if (typed.length > MAX_TYPED) return undefined;
  const text = typed.replace(around, '').replace(invisible, '').toLowerCase();
  const at = text.lastIndexOf('@');
  const localPart = text.slice(0, Math.max(at, 0));
  if (localPart.length > MAX_LOCAL_PART || !LOCAL_PART.test(localPart)) return undefined;
  const domain = asciiDomain(text.slice(at + 1));
  if (domain === undefined) return undefined;
  const address = `${localPart}@${domain}`;
  return address.length > MAX_ADDRESS ? undefined : address;
}

function asciiDomain(typed: string): string | undefined {
  // `domainToASCII` reads a host of a URL: it would decode `%6d`, and end at a slash or a colon.
  if (!/^(?:[a-z0-9.-]|\P{ASCII})+$/u.test(typed)) return undefined;
  const domain = domainToASCII(typed);
  if (!DOMAIN.test(domain)) return undefined;
  // An ASCII form that stands for no name in another script, or for one that has another form, is a second form of nothing.
  const name = domainToUnicode(domain);
  return !/(?:^|\.)xn--/.test(name) && domainToASCII(name) === domain ? domain : undefined;
}
