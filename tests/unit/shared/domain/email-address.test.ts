import { domainToUnicode } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEmailAddress } from '../../../../shared/domain/email-address.ts';

const atom = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,15}$/);
const localPart = fc.array(atom, { minLength: 1, maxLength: 4 }).map((atoms) => atoms.join('.'));
const label = fc.oneof(
  fc.stringMatching(/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,20}[a-zA-Z0-9])?$/).filter((one) => !/^..--/.test(one)),
  fc.constantFrom('xn--mgbaa5b8f', 'xn--mgbh0fb', 'xn--fiqs8s', 'xn--fa-hia', 'xn--mgba3gch31f060k'),
);
const domain = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), fc.constantFrom('sa', 'COM', 'co.uk', 'xn--mgberp4a5d4ar'))
  .map(([labels, top]) => [...labels, top].join('.'));
const pasted = fc
  .array(
    fc.constantFrom(
      ' ',
      '\t',
      '\n',
      '\u00A0',
      '\u200E',
      '\u200F',
      '\u202A',
      '\u202C',
      '\u2066',
      '\u200B',
      '\uFEFF',
      '\u200D',
    ),
    {
      maxLength: 4,
    },
  )
  .map((marks) => marks.join(''));

describe('an e-mail address', () => {
  it('is read whatever is pasted around it, in either form of its domain, and its own form is read as itself', () => {
    fc.assert(
      fc.property(localPart, domain, pasted, pasted, (local, host, before, after) => {
        const address = `${local}@${host}`.toLowerCase();
        expect(parseEmailAddress(`${before}${local}@${host}${after}`)).toBe(address);
        expect(parseEmailAddress(`${before}${local}@${domainToUnicode(host)}${after}`)).toBe(address);
        expect(parseEmailAddress(address)).toBe(address);
      }),
    );
  });

  it.each([
    ['r&d@example.sa', 'r&d@example.sa'],
    ["O'Brien+x=1@Example.CO.uk", "o'brien+x=1@example.co.uk"],
    ['hr@xn--mgbaa5b8f.xn--mgberp4a5d4ar', 'hr@xn--mgbaa5b8f.xn--mgberp4a5d4ar'],
    ['hr@هزااا.السعودية', 'hr@xn--mgbaa5b8f.xn--mgberp4a5d4ar'],
    ['HR@مثال。السعودية', 'hr@xn--mgbh0fb.xn--mgberp4a5d4ar'],
    ['hr\u200B@exam\u00ADple.sa', 'hr@example.sa'],
    // Without its joiner it is another domain.
    ['hr@نامه\u200Cای.com', 'hr@xn--mgba3gch31f060k.com'],
    [`${'a'.repeat(64)}@example.sa`, `${'a'.repeat(64)}@example.sa`],
    [`a@${'b'.repeat(63)}.sa`, `a@${'b'.repeat(63)}.sa`],
    [`a@${`${'b'.repeat(49)}.`.repeat(5)}sa`, `a@${`${'b'.repeat(49)}.`.repeat(5)}sa`],
  ])('%s is %s', (typed, address) => {
    expect(parseEmailAddress(typed)).toBe(address);
  });

  it.each([
    [''],
    ['hr'],
    ['hr@'],
    ['@example.sa'],
    ['hr@nowhere'],
    ['hr@example.sa.'],
    ['hr@example..sa'],
    ['hr..x@example.sa'],
    ['.hr@example.sa'],
    ['hr.@example.sa'],
    ['h r@example.sa'],
    ['h\u00A0r@example.sa'],
    ['hr@exa mple.sa'],
    ['"h r"@example.sa'],
    ['hr@x@example.sa'],
    ['hr@192.0.2.1'],
    ['hr@[192.0.2.1]'],
    ['hr@0x7f.1'],
    ['hr@256'],
    ['hr@exa%6dple.sa'],
    ['hr@example.sa/x'],
    ['hr@example.sa:25'],
    ['hr@-example.sa'],
    ['hr@example-.sa'],
    ['hr@exa_mple.sa'],
    ['hr@xn--a.sa'],
    ['hr@xn--zzzzzzz-.sa'],
    ['موارد@example.sa'],
    ['é@example.sa'],
    ['HR <hr@example.sa>'],
    [`${'a'.repeat(65)}@example.sa`],
    [`a@${'b'.repeat(64)}.sa`],
    [`a@${'ب'.repeat(60)}.sa`],
    [`a@${`${'b'.repeat(49)}.`.repeat(5)}info`],
    [`${' '.repeat(1000)}hr@example.sa`],
  ])('is not %s', (typed) => {
    expect(parseEmailAddress(typed)).toBeUndefined();
  });
});
