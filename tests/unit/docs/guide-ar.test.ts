import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MAX_CONTACTS_PER_ESTABLISHMENT } from '../../../shared/domain/contacts.ts';
import { DEFAULT_LEAD_DAYS } from '../../../shared/domain/reminders.ts';
import { SPEND_NOTICE_PERCENTS } from '../../../shared/domain/spend.ts';
import { MAX_SUBSCRIPTIONS_PER_ESTABLISHMENT } from '../../../shared/domain/traveller.ts';
import { CODES_PER_CONTACT, CODES_PER_ESTABLISHMENT } from '../../../shared/domain/verification.ts';
import { numberInWords } from '../../../shared/http/counts.ts';
import { CODE_LIFE_MS, GIVE_UP_AFTER_MS } from '../../../shared/timing.ts';

const read = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
const guide = read('guide-ar.md');
/** The cells of a section's table, row by row. */
const rowsOf = (heading: string) =>
  (guide.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .slice(1)
    .map((line) => line.slice(2, -2).split(' | '));

describe('the Arabic guide for establishments', () => {
  it('shows SMS as they are sent', () => {
    const messages = read('messages.md');
    const shown = rowsOf('شكل الرسالة').map(([, text]) => text ?? '');
    expect(shown.length).toBeGreaterThan(5);
    for (const text of shown) expect(messages).toContain(`<div dir="rtl">${text}</div>`);
  });

  it('names the limits that hold', () => {
    const limits = new Map(rowsOf('الحدود').map(([what, limit]) => [what, limit]));
    expect(limits.get('جهات الاتصال في المنشأة')).toBe(String(MAX_CONTACTS_PER_ESTABLISHMENT));
    expect(limits.get('الاشتراكات في المنشأة')).toBe(numberInWords(MAX_SUBSCRIPTIONS_PER_ESTABLISHMENT));
    expect(limits.get('رمز التحقق')).toContain(`${CODE_LIFE_MS / 60_000} دقائق`);
    expect(limits.get('الرموز خلال 24 ساعة')).toBe(
      `${CODES_PER_CONTACT} لكل جهة اتصال، و${CODES_PER_ESTABLISHMENT} للمنشأة كلها`,
    );
    expect(limits.get('محاولة إرسال رسالة تعذّر إرسالها')).toBe(`${GIVE_UP_AFTER_MS / 3_600_000} ساعة`);
    for (const percent of SPEND_NOTICE_PERCENTS) expect(guide).toContain(`${percent}%`);
  });

  it('names the days of the reminders', () => {
    const [, sentence = ''] = /تصل تذكيرات انتهاء الجواز قبله ب(.*?)، ما لم/s.exec(guide) ?? [];
    const days = [...sentence.matchAll(/\d+/g)].map(([day]) => Number(day));
    // The day before and the day itself are words.
    expect(days).toEqual(DEFAULT_LEAD_DAYS.filter((day) => day > 1));
    expect(sentence).toContain('وقبله بيوم، وفي يوم انتهائه');
  });

  it('is read from the right, and linked from the first lines of the README', () => {
    expect(guide).toMatch(/^<div dir="rtl" lang="ar">\n\n# /);
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
    expect(readme.split('\n').slice(0, 15).join('\n')).toContain('(docs/guide-ar.md)');
  });
});
