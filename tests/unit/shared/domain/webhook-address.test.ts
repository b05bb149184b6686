import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { isAllowedAddress, parseWebhookAddress } from '../../../../shared/domain/webhook-address.ts';

const problemOf = (typed: string, isLoopbackAllowed = false) => {
  const parsed = parseWebhookAddress(typed, isLoopbackAllowed);
  return parsed.ok ? undefined : parsed.problem;
};

describe('the address of a webhook', () => {
  it.each([
    ['https://hr.example.com', 'https://hr.example.com/'],
    [' https://HR.example.com:443/Hook?a=1#top ', 'https://hr.example.com/Hook?a=1'],
    ['https://hr.example.com:1024/', 'https://hr.example.com:1024/'],
    ['https://منشأة.example.com/', 'https://xn--igbm5a5df.example.com/'],
    ['https://8.8.8.8/', 'https://8.8.8.8/'],
    ['https://[2606:4700::1111]/', 'https://[2606:4700::1111]/'],
  ])('may be %s', (typed, address) => {
    expect(parseWebhookAddress(typed)).toEqual({ ok: true, address });
  });

  it.each([
    ['bad-url', ['', 'hr.example.com', 'https://', 'not an address', `https://hr.example.com/${'a'.repeat(2048)}`]],
    ['not-https', ['http://hr.example.com/', 'ftp://hr.example.com/', 'file:///etc/passwd', 'gopher://hr.example.com']],
    [
      'holds-credentials',
      ['https://user@hr.example.com/', 'https://user:secret@hr.example.com/', 'https://:x@a.example'],
    ],
    ['bad-port', ['https://hr.example.com:25/', 'https://hr.example.com:80/', 'https://hr.example.com:1023/']],
    [
      'not-public',
      ['https://localhost/', 'https://hr/', 'https://a.localhost/', 'https://hr.local/', 'https://hr.internal/'],
    ],
  ] as const)('is refused as %s', (problem, all) => {
    expect(all.map((typed) => problemOf(typed))).toEqual(all.map(() => problem));
  });

  it('leads to loopback on a machine that runs the whole system, and nowhere else inside', () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]']) {
      expect([host, problemOf(`http://${host}:8080/`, true), problemOf(`https://${host}:8443/`, true)]).toEqual([
        host,
        undefined,
        undefined,
      ]);
    }
    expect(problemOf('http://hr.example.com/', true)).toBe('not-https');
    expect(problemOf('https://10.0.0.1/', true)).toBe('not-public');
    expect(problemOf('http://127.0.0.1:80/', true)).toBe('bad-port');
  });
});

/** Kinds of addresses that lead inside. */
const INSIDE: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  'link-local': ['169.254.169.254', 'fe80::1'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1'],
  'carrier-grade NAT': ['100.64.0.1', '100.127.255.255'],
  'IPv4 mapped into IPv6': ['::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '::ffff:0:8.8.8.8'],
  'IPv4 by NAT64': ['64:ff9b::7f00:1', '64:ff9b::808:808', '64:ff9b:1::a00:1'],
  'IPv4 by 6to4 and Teredo': ['2002:7f00:1::1', '2002:808:808::1', '2001::7f00:1'],
  'IPv4 compatible': ['::7f00:1', '::808:808'],
  unspecified: ['0.0.0.0', '0.1.2.3', '::'],
  'multicast and broadcast': ['224.0.0.1', '255.255.255.255', 'ff02::1'],
  'reserved and for documents': [
    '240.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '203.0.113.1',
    '2001:db8::1',
    'fec0::1',
    '4000::1',
  ],
};

describe('an IP address inside', () => {
  it.each(Object.entries(INSIDE))('is refused: %s', (_kind, addresses) => {
    expect(addresses.filter((ip) => isAllowedAddress(ip))).toEqual([]);
  });

  it.each(Object.entries(INSIDE))(
    'is refused as the host of an address, however it is written: %s',
    (_kind, addresses) => {
      const hosts = addresses.map((ip) => (ip.includes(':') ? `[${ip}]` : ip));
      expect(hosts.map((host) => problemOf(`https://${host}/`))).toEqual(hosts.map(() => 'not-public'));
    },
  );

  it('is refused in the forms that a browser takes for IPv4', () => {
    const forms = ['2130706433', '0x7f.1', '0177.0.0.1', '127.1', '%31%32%37.0.0.1', '１２７.0.0.1'];
    expect(forms.map((host) => problemOf(`https://${host}/`))).toEqual(forms.map(() => 'not-public'));
  });
});

describe('an IP address outside', () => {
  it('is allowed', () => {
    const outside = ['8.8.8.8', '1.1.1.1', '100.63.255.255', '172.32.0.1', '2606:4700:4700::1111', '2a00:1450::1'];
    expect(outside.filter((ip) => !isAllowedAddress(ip))).toEqual([]);
  });
});

describe('the lists of ranges', () => {
  /** What a library that knows the ranges says; of IPv6 alone the part from which public addresses are given. */
  const isPublic = (bytes: readonly number[]) => {
    const ip = ipaddr.fromByteArray([...bytes]);
    return ip.range() === 'unicast' && (ip.kind() === 'ipv4' || ip.match(ipaddr.IPv6.parseCIDR('2000::/3')));
  };
  const written = (bytes: readonly number[]) => ipaddr.fromByteArray([...bytes]).toString();
  const byte = fc.integer({ min: 0, max: 255 });
  const edge = fc.constantFrom(0, 255);

  it('are those that ipaddr.js knows, of every /16 of IPv4, and of every /24 where special ranges are as small', () => {
    const small = ['192.0', '192.31', '192.52', '192.88', '192.175', '198.51', '203.0'];
    const octets = Array.from({ length: 256 }, (_, index) => index);
    const networks = octets.flatMap((first) => octets.map((second) => [first, second]));
    const differing = networks.flatMap((network) =>
      (small.includes(network.join('.')) ? octets : [0, 255])
        .map((third) => [...network, third, 1])
        .filter((bytes) => isAllowedAddress(written(bytes)) !== isPublic(bytes)),
    );
    expect(differing).toEqual([]);
  });

  it.each([
    ['IPv4', fc.array(byte, { minLength: 4, maxLength: 4 })],
    ['IPv6', fc.array(fc.oneof(byte, edge), { minLength: 16, maxLength: 16 })],
    [
      'IPv6 where the special ranges lie',
      fc
        .tuple(
          fc.constantFrom([0x20, 0x01], [0x20, 0x02], [0x26, 0x20], [0x3f, 0xff], [0x40, 0], [0, 0], [0x1f, 0xff]),
          fc.array(fc.oneof(edge, byte, fc.constantFrom(1, 2, 3, 0x0d, 0xb8, 0x4f, 0x80)), {
            minLength: 14,
            maxLength: 14,
          }),
        )
        .map(([beginning, rest]) => [...beginning, ...rest]),
    ],
  ])('are those that ipaddr.js knows, of random addresses of %s', (_family, addresses) => {
    fc.assert(
      fc.property(addresses, (bytes) => {
        // Loopback is refused by both.
        expect(isAllowedAddress(written(bytes))).toBe(isPublic(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  it('hold each range of IPv6 to its last address', () => {
    const edges =
      `1fff:ffff:: 2000:: 2000:ffff:: 2001:: 2001:1ff:ffff:: 2001:200:: 2001:db7:ffff:: 2001:db8:: 2001:db8:ffff:: 2001:db9::
      2001:ffff:: 2002:: 2002:ffff:: 2003:: 2620:4f:7fff:: 2620:4f:8000:: 2620:4f:8000:ffff:: 2620:4f:8001:: 3ffe:ffff:: 3fff::
      3fff:fff:: 3fff:1000:: 3fff:ffff:: 4000:: 5f00:: 2600::1%1`.split(/\s+/);
    const known = edges.filter((ip) => !ip.includes('%') && isPublic(ipaddr.parse(ip).toByteArray()));
    expect(edges.filter((ip) => isAllowedAddress(ip))).toEqual(known);
    expect(known).toContain('2001:200::');
  });
});
