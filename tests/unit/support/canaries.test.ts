import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { finderOf } from '../../support/canaries.ts';

const MOBILE = '+966501234567';
const RESIDENT = '2450938176';
const EMAIL = '5f0a4b1e-3c2d-4e6f-8a9b-0c1d2e3f4a5b@establishment.example';
const NAME = 'Salma Alabed';
const ARABIC_NAME = 'سلمى العابد';
const PASSPORT = 'K98765432Z';

const find = finderOf([MOBILE, RESIDENT, EMAIL, NAME, ARABIC_NAME, PASSPORT]);
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('what a system wrote is searched for', () => {
  it.each<[form: string, text: string, value: string]>([
    ['a number', `sent to ${MOBILE}.`, MOBILE],
    ['a number in JSON', JSON.stringify({ to: MOBILE }), MOBILE],
    ['a number without its plus', 'to=966501234567', MOBILE],
    ['a number as it is dialled abroad', '00966501234567', MOBILE],
    ['a number as it is dialled at home', '0501234567', MOBILE],
    ['a number without any prefix', 'x 501234567', MOBILE],
    ['a number in an address', `?to=${encodeURIComponent(MOBILE)}`, MOBILE],
    ['a number with blanks', 'call +966 50 123 4567 now', MOBILE],
    ['a number with hyphens', '0-50-123-4567', MOBILE],
    ['a number with brackets', '+966 (50) 123-4567', MOBILE],
    ['a number with blanks, abroad', '00966 50 123 4567', MOBILE],
    ['a number with no-break blanks', '050\u00a0123\u00a04567', MOBILE],
    ['a number with blanks in an address', '?to=050%20123%204567', MOBILE],
    ['a number with blanks in a form', 'to=050+123+4567', MOBILE],
    ['a number with blanks on a line of its own, in JSON', '"text":"call\\n050 123 4567\\nat once"', MOBILE],
    ['a number with blanks behind another one', 'status 200 050 123 4567 3 ms', MOBILE],
    ['an identity number', `TRAVELLER#${RESIDENT}`, RESIDENT],
    ['an identity number with blanks', '245 093 8176', RESIDENT],
    ['an identity number in Arabic digits', '٢٤٥٠٩٣٨١٧٦', RESIDENT],
    [
      'an identity number in Arabic digits, escaped',
      '\\u0662\\u0664\\u0665\\u0660\\u0669\\u0663\\u0668\\u0661\\u0667\\u0666',
      RESIDENT,
    ],
    ['an e-mail address', `<${EMAIL}>`, EMAIL],
    ['an e-mail address in other case', EMAIL.toUpperCase(), EMAIL],
    ['an e-mail address in an address', encodeURIComponent(EMAIL), EMAIL],
    ['an e-mail address, escaped', EMAIL.replace('@', '\\u0040'), EMAIL],
    ['a name', `Hello ${NAME}!`, NAME],
    ['a name in lower case', 'salma alabed', NAME],
    ['a name in upper case', 'SALMA ALABED', NAME],
    ['a name in an address', 'name=Salma%20Alabed', NAME],
    ['a name in a form', 'name=Salma+Alabed', NAME],
    ['an Arabic name', ARABIC_NAME, ARABIC_NAME],
    ['an Arabic name in an address', encodeURIComponent(ARABIC_NAME).toLowerCase(), ARABIC_NAME],
    [
      'an Arabic name, escaped',
      ARABIC_NAME.replace(/[^ ]/g, (letter) => `\\u0${letter.charCodeAt(0).toString(16).toUpperCase()}`),
      ARABIC_NAME,
    ],
    ['a passport number', `passport ${PASSPORT}`, PASSPORT],
    ['a passport number in lower case', PASSPORT.toLowerCase(), PASSPORT],
    ['a passport number in Arabic digits', 'K٩٨٧٦٥٤٣٢Z', PASSPORT],
    ['a number in base64', `body: ${base64(RESIDENT)}`, RESIDENT],
    ['an e-mail address in base64', base64(`to ${EMAIL}`), EMAIL],
    ['an Arabic name in base64', base64(`??>${ARABIC_NAME}`), ARABIC_NAME],
    [
      'a number within a cursor of an address',
      `/v1/notifications?cursor=${Buffer.from(JSON.stringify({ pk: `x#${RESIDENT}`, n: '??>>' })).toString('base64url')}&limit=1`,
      RESIDENT,
    ],
  ])('%s', (_form, text, value) => {
    expect(find(text)).toEqual([value]);
  });

  it.each<[what: string, text: string]>([
    ['a longer number', `1${RESIDENT}`],
    ['a longer number with blanks', '1245 093 81760'],
    ['numbers on two lines', '245093\n8176'],
    ['digits with letters around', 'a245-093-8176b'],
    ['an identifier', '96650123-4567-4176-8901-245093817624'],
    ['numbers of a list', '[245, 0938176]'],
    ['a decimal number', '245.0938176'],
    ['half a name', 'Salma was here, Alabed was not'],
    ['a masked number', '+9665*****567'],
  ])('but not %s', (_what, text) => {
    expect(find(text)).toEqual([]);
  });

  it('and nothing is found by chance in what logs are full of', () => {
    const everybody = Array.from({ length: 2000 }, (_, index) => [
      `2${String(index * 49_999).padStart(9, '0')}`,
      `+96650${String(index * 4_999).padStart(7, '0')}`,
    ]).flat();
    const findAny = finderOf(everybody);
    const log = Array.from({ length: 5000 }, (_, index) => {
      const digest = createHash('sha512').update(String(index)).digest();
      const hex = digest.toString('hex');
      const at = new Date(1_795_000_000_000 + index * 1234);
      return [
        `${at.toISOString()} ${at.getTime()} ${at.toISOString().slice(0, 19).replace('T', ' ')} ${index} ms`,
        `${hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')} 1-${hex.slice(32, 40)}-${hex.slice(40, 64)}`,
        `${digest.toString('base64')} ${digest.toString('base64url')}`,
      ].join(' ');
    }).join('\n');
    expect(findAny(log)).toEqual([]);
  });
});
