import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskAddress } from '../../../../shared/messages/mask.ts';

describe('maskAddress', () => {
  it.each([
    ['sms', '+966512345678', '+9665*****678'],
    ['sms', '+966599999999', '+9665*****999'],
    ['sms', '0512345678', '*****'],
    ['sms', '', '*****'],
    ['email', 'abdullah@example.com', 'a***@example.com'],
    ['email', 'abcd@example.com', 'a***@example.com'],
    ['email', 'abc@example.com', '***@example.com'],
    ['email', 'hr@example.com', '***@example.com'],
    ['email', 'a@example.com', '***@example.com'],
    ['email', '"a@b"@example.com', '"***@example.com'],
    ['email', 'not an address', '***'],
    ['email', '@example.com', '***'],
    ['webhook', 'https://hr.example.com/hooks/s3cret?key=1', 'https://hr.example.com/***'],
    ['webhook', 'https://hr.example.com:8443/', 'https://hr.example.com:8443/***'],
    ['webhook', 'not an address', '***'],
  ] as const)('%s %s becomes %s', (channel, address, masked) => {
    expect(maskAddress(channel, address)).toBe(masked);
  });

  it('does not tell how long the hidden part is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9._]{4,64}$/), (localPart) => {
        expect(maskAddress('email', `${localPart}@example.com`)).toBe(`${localPart.charAt(0)}***@example.com`);
      }),
    );
  });
});
