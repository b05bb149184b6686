import { describe, expect, it } from 'vitest';
import { contactNames, readRow } from '../../../../functions/import-checker/read-row.ts';
import { ALERTS } from '../../../../shared/domain/alerts.ts';
import { PEOPLE_COLUMNS, type PeopleColumn } from '../../../../shared/domain/people-file.ts';
import { contact } from '../../../support/factories.ts';

const COLUMNS = Object.fromEntries(PEOPLE_COLUMNS.map((column, index) => [column, index]));
const CONTACTS = contactNames([
  contact({ id: 'desk', address: '+966512345678', label: 'Night desk' }),
  contact({ id: 'office', channel: 'email', address: 'hr@example.com', label: 'الموارد البشرية' }),
  contact({ id: 'twin', channel: 'email', address: 'two@example.com', label: 'night  DESK' }),
  contact({ id: 'odd', channel: 'email', address: 'odd@example.com', label: 'Riyadh; north' }),
]);

function read(cells: Partial<Record<PeopleColumn, string>>, isTooLong = false) {
  const row = { row: 2, cells: PEOPLE_COLUMNS.map((column) => cells[column] ?? ''), isTooLong };
  return readRow({ columns: COLUMNS }, row, CONTACTS);
}

const wantedOf = (cells: Partial<Record<PeopleColumn, string>>) => {
  const { wanted, errors } = read({ identity_number: '2000000006', ...cells });
  expect(errors).toEqual([]);
  return wanted;
};
/** `column code` of each error. */
const errorsOf = (cells: Partial<Record<PeopleColumn, string>>) =>
  read({ identity_number: '2000000006', ...cells }).errors.map(({ column, code }) => `${column} ${code}`);

describe('a row', () => {
  it('asks for what its cells say', () => {
    expect(
      wantedOf({
        reference: '١٠٤٢',
        label: 'سائق',
        follow: 'نعم',
        alerts: 'مغادرة؛ دخول',
        contacts: 'hr@example.com;odd@example.com',
        lead_days: '٧; 30،0',
      }),
    ).toEqual({
      identityNumber: '2000000006',
      reference: '1042',
      label: 'سائق',
      follow: 'yes',
      alerts: ['entry', 'exit'],
      contactIds: ['office', 'odd'],
      expiryLeadDays: [30, 7, 0],
    });
  });

  it('leaves what an empty cell is about, and clears what a hyphen is about', () => {
    expect(wantedOf({ label: '-', alerts: '-', contacts: "'-", lead_days: '-', reference: ' ' })).toEqual({
      identityNumber: '2000000006',
      label: null,
      alerts: null,
      contactIds: null,
      expiryLeadDays: null,
    });
  });

  it('has the label that an export wrote, a hyphen too', () => {
    expect(wantedOf({ label: "'-", reference: '12E3' })).toMatchObject({ label: '-', reference: '12E3' });
    expect(errorsOf({ reference: '1.2E+04' })).toEqual(['reference shortened-number']);
  });

  it('is blank where it fills in none of the columns, of which the file has some', () => {
    expect(wantedOf({})).toEqual({ identityNumber: '2000000006', isBlank: true });
    expect(wantedOf({ label: '-' })).not.toHaveProperty('isBlank');
    const alone = readRow(
      { columns: { identity_number: 0 } },
      { row: 2, cells: ['2000000006'], isTooLong: false },
      CONTACTS,
    );
    expect(alone.wanted).toEqual({ identityNumber: '2000000006' });
  });

  it.each(['2000000006', '٢٠٠٠٠٠٠٠٠٦', '۲۰۰۰۰۰۰۰۰۶', '2000-000-006', '="2000000006"', '\u200e2000000006'])(
    'takes the number %s as people and programs write it',
    (identity_number) => {
      expect(read({ identity_number })).toMatchObject({ identityNumber: '2000000006', errors: [] });
    },
  );

  it.each([
    ['', 'required'],
    ['2.1E+09', 'shortened-number'],
    ['2,1E+09', 'shortened-number'],
    ['٢٫١E+٠٩', 'shortened-number'],
    ['=A2+1', 'formula'],
    ['1000000008', 'citizen-number'],
    ['2000000007', 'bad-check-digit'],
    ['7000000001', 'bad-prefix'],
    ['200000000', 'bad-length'],
    ['-', 'bad-length'],
    ['محمد', 'bad-length'],
  ])('has no number in %j', (identity_number, code) => {
    const { identityNumber, wanted, errors } = read({ identity_number });
    expect({ identityNumber, wanted }).toEqual({});
    expect(errors).toMatchObject([{ column: 'identity_number', code }]);
  });

  it.each([
    ['all', ALERTS],
    ['الكل', ALERTS],
    ['Passport Expiry; visa_status', ['passport-expiry', 'visa-status']],
    ['إنتهاء الجواز', ['passport-expiry']],
    ['entry;entry', ['entry']],
  ])('takes the alerts %j', (alerts, expected) => {
    expect(wantedOf({ alerts })?.alerts).toEqual(expected);
  });

  it.each([
    ['0512345678', ['desk']],
    ["'+966512345678", ['desk']],
    ['HR@Example.com', ['office']],
    ['الموارد البشريه', ['office']],
    ['Riyadh; north', ['odd']],
    ['hr@example.com; الموارد البشرية', ['office']],
  ])('finds the contacts %j', (contacts, expected) => {
    expect(wantedOf({ contacts })?.contactIds).toEqual(expected);
  });

  it('names every cell that is wrong, and which of its values', () => {
    const { errors } = read({
      identity_number: '2000000006',
      reference: 'ب ب',
      label: '+966512345678',
      follow: 'perhaps',
      alerts: 'entry;party',
      contacts: 'nobody@example.com;Night desk;hr@example.com',
      lead_days: '90;-7',
    });
    expect(errors.map(({ column, code, value }) => [column, code, value])).toEqual([
      ['reference', 'bad-reference', undefined],
      ['label', 'holds-number', undefined],
      ['follow', 'not-offered', 'perhaps'],
      ['alerts', 'not-offered', 'party'],
      ['contacts', 'unknown-contact', 'nobody@example.com'],
      ['contacts', 'ambiguous-contact', 'Night desk'],
      ['lead_days', 'not-offered', '-7'],
    ]);
  });

  it.each([
    [{ label: '=1+1' }, 'label formula'],
    [{ label: 'two\u0007bells' }, 'label control-character'],
    [{ label: 'www.example.com' }, 'label holds-link'],
    [{ label: 'x'.repeat(41) }, 'label too-long'],
    [{ contacts: ';' }, 'contacts too-short'],
    [{ contacts: '9.66512E+11' }, 'contacts shortened-number'],
    [{ reference: '1.2E+05' }, 'reference shortened-number'],
  ])('is refused for %j', (cells, error) => {
    expect(errorsOf(cells)).toEqual([error]);
  });

  it('may have a label that an apostrophe keeps from being a formula', () => {
    expect(wantedOf({ label: "'=1+1" })?.label).toBe('=1+1');
  });

  it('is refused as a whole where it has more cells than there are columns', () => {
    expect(read({ identity_number: '2000000006' }, true)).toEqual({
      identityNumber: '2000000006',
      errors: [{ code: 'row-too-long' }],
    });
  });
});
