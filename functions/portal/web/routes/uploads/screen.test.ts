import { strToU8, zipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, inject } from 'vitest';
import { bodyOf } from '../../../../../shared/client/client.ts';
import { downloadedBy } from '../../../../../tests/support/downloads.ts';
import { eventually } from '../../../../../tests/support/eventually.ts';
import { type Host, newHost } from '../../../../../tests/support/hosts.ts';
import { Client } from '../../../../../tests/support/local-system.ts';
import { newVisitor, passportEvents } from '../../../../../tests/support/passport-events.ts';
import { axeFindings } from '../../../../../tests/support/portal-page.ts';
import { isForEverybody, it } from '../../../../../tests/support/portal-test.ts';

const system = new Client(inject('addresses'));

let host: Host;
const people = Array.from({ length: 5 }, (): string => newVisitor());

beforeAll(async () => {
  host = await newHost(system);
  await system.putEvents(...people.map((one) => passportEvents.started(one, host.id)));
  await eventually('everybody to belong to the establishment', async () => {
    const { items } = bodyOf(await host.api.typed.GET('/v1/travellers'));
    return items.length === people.length || undefined;
  });
});

const choose = (page: Page, name: string, content: string | Uint8Array) =>
  page
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content as Uint8Array) });

const uploadChosen = (page: Page) => page.getByRole('button', { name: 'رفع الملف وفحصه' }).click();

describe('the upload of a file', () => {
  isForEverybody('/uploads');

  const [first = '', second = '', third = '', fourth = '', fifth = ''] = people;
  const script = '<img src=x onerror=alert(1)>';

  it('shows what is wrong with three rows, takes the others, and takes the three once they are corrected', async ({
    browser,
  }) => {
    const page = await browser.openAs('/portal/uploads', host.id);
    const rows = [
      `${first},1041,"${script}",نعم,الكل,${host.mobile}`,
      `${second},1042,سائق,نعم,الكل,${host.mobile}`,
      `${newVisitor()},1043,سائق,نعم,الكل,${host.mobile}`,
      `2.1E+09,1044,سائق,نعم,الكل,${host.mobile}`,
      `${third},"=HYPERLINK(""x"")",سائق,نعم,الكل,${host.mobile}`,
    ];
    await choose(
      page,
      '<b>people</b>.csv',
      `\ufeffرقم الهوية,الرقم الوظيفي,التعريف,متابعة,الإشعارات,جهات الاتصال\r\n${rows.join('\r\n')}\r\n`,
    );
    await page.getByText('CSV بترميز UTF').waitFor();
    await page.getByRole('cell', { name: script }).waitFor();
    expect(await page.locator('main img, main b').count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    await uploadChosen(page);

    await page.waitForURL(/import=/);
    // What is worked at is found again at its address, and from the list.
    await page.reload();
    await page.getByText('فُحص الملف، ولم يتغيَّر شيء بعد').waitFor();
    await page.getByRole('link', { name: 'الأشخاص', exact: true }).click();
    await page.getByRole('link', { name: 'رفع ملف' }).click();
    await page.getByText('فُحص الملف، ولم يتغيَّر شيء بعد').waitFor();

    const refused = page.locator('.refused tbody tr');
    expect(await refused.count()).toBe(3);
    const reasons = await refused.allTextContents();
    expect(reasons[0]).toContain('ليس تابعًا لمنشأتكم');
    expect(reasons[2]).toContain('معادلة');
    expect(await axeFindings(page)).toEqual([]);
    const bad = await downloadedBy(page, page.getByRole('link', { name: /تنزيل الصفوف المرفوضة/ }));
    expect(bad.split('\r\n').length).toBe(5);
    expect(bad).toContain("'=HYPERLINK");

    await page.getByRole('button', { name: /^تطبيق/ }).click();
    await page.getByText('اكتمل. طُبِّق تغييران.').waitFor();

    const corrected = bad
      .replace(/^4\d{9}(?=,1043)/m, fourth)
      .replace('2.1E+09', fifth)
      .replace(/"'=HYPERLINK.*?"(?=,)/, '1045');
    await choose(page, 'refused.csv', corrected);
    await uploadChosen(page);
    await page.getByRole('button', { name: 'تطبيق 3 تغييرات' }).click();
    await page.getByText('اكتمل. طُبِّقت 3 تغييرات.').waitFor();

    const subscriptions = bodyOf(await host.api.typed.GET('/v1/subscriptions')).items;
    expect(subscriptions.map(({ reference }) => reference).toSorted()).toEqual([
      '1041',
      '1042',
      '1043',
      '1044',
      '1045',
    ]);
    expect(subscriptions.find(({ identityNumber }) => identityNumber === first)?.label).toBe(script);
  });

  it('reads a large workbook in the page, and refuses what it cannot read with a way out', async ({ browser }) => {
    const page = await browser.openAs('/portal/uploads', host.id);
    await choose(page, 'old.xls', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]));
    await page.getByText(/بالصيغة القديمة/).waitFor();
    await choose(page, 'broken.xlsx', strToU8('PK no archive'));
    await page.getByText('تعذَّرت قراءة هذا الملف').waitFor();
    await choose(page, 'people.xlsx', workbook([['رقم الهوية'], ...Array.from({ length: 9000 }, () => [first])]));
    await page.getByText('مصنف Excel، الورقة الأولى').waitFor();
    await page.getByRole('cell', { name: first }).first().waitFor();
    await uploadChosen(page);
    // Of all rows about one person the last one counts.
    await page.getByText('لا يوجد في هذا الملف ما يُطبَّق.').waitFor();
    await page.getByRole('button', { name: 'إلغاء هذا الرفع' }).click();
    await page.getByText('أُلغي هذا الرفع').waitFor();
  });

  it('shows a reader the files, and nothing that would be refused', async ({ browser }) => {
    const page = await browser.openAs('/portal/uploads', host.id, 'reader');
    await page.getByRole('link', { name: '<b>people</b>.csv' }).waitFor();
    expect(await page.locator('input[type=file]').count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
  });
});

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const OFFICE = 'http://schemas.openxmlformats.org';

/** An Excel workbook with one sheet. */
function workbook(rows: readonly (readonly string[])[]): Uint8Array {
  const sheet = rows
    .map((cells, row) => {
      const written = cells.map(
        (text, column) =>
          `<c r="${String.fromCharCode(65 + column)}${row + 1}" t="inlineStr"><is><t>${text}</t></is></c>`,
      );
      return `<row r="${row + 1}">${written.join('')}</row>`;
    })
    .join('');
  const relation = (type: string, target: string) =>
    `${XML}<Relationships xmlns="${OFFICE}/package/2006/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument/2006/relationships/${type}" Target="${target}"/></Relationships>`;
  const main = `${OFFICE}/spreadsheetml/2006/main`;
  const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const files = {
    '[Content_Types].xml': `${XML}<Types xmlns="${OFFICE}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/></Types>`,
    '_rels/.rels': relation('officeDocument', 'xl/workbook.xml'),
    'xl/workbook.xml': `${XML}<workbook xmlns="${main}" xmlns:r="${OFFICE}/officeDocument/2006/relationships"><sheets><sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relation('worksheet', 'worksheets/sheet1.xml'),
    'xl/worksheets/sheet1.xml': `${XML}<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`,
  };
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}
