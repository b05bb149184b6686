/** E-mails of the service itself: what they say, and what to do. */
import type { Language } from '../domain/contacts.ts';
import type { ContactSuppressedContent, NoticeContent, SpendLimitContent } from '../domain/message-content.ts';
import { capitalized, type EmailBody, establishmentRow, type InBoth } from './email-model.ts';
import { leftToRight, number } from './email-segments.ts';
import { CHANNEL_WORDS } from './words.ts';

/** What an e-mail of the service itself says. */
export function noticeBody(content: NoticeContent, language: Language): EmailBody {
  const ar = language === 'ar';
  const establishment = establishmentRow(content.establishmentId, language);
  switch (content.template) {
    case 'code':
      return {
        subject: ar ? 'رمز التحقق لإشعارات الجوازات' : 'Verification code for passport notices',
        preheader: [
          ar
            ? 'لزميلكم الذي يضيف هذا العنوان، وصالح 10 دقائق'
            : 'For the colleague who added you; valid for 10 minutes',
        ],
        heading: ar ? 'رمز التحقق' : 'Verification code',
        paragraphs: ar
          ? ['بهذا الرمز تؤكدون أن إشعارات المنشأة المبيّنة أدناه تُرسل إلى هذا العنوان. وهو صالح 10 دقائق.']
          : [
              'This code confirms that notices for the establishment below go to this address. It is valid for 10 minutes.',
            ],
        code: content.code,
        rows: [establishment],
      };
    case 'address-changed':
      return {
        subject: ar ? 'طلب تغيير عنوان إشعارات الجوازات' : 'A new address is asked for your passport notices',
        preheader: [ar ? 'العنوان الجديد: ' : 'The new address: ', leftToRight(content.newAddressMasked)],
        heading: ar ? 'طلب تغيير عنوان جهة اتصال' : 'A contact is to get a new address',
        paragraphs: ar
          ? ['طُلب نقل إشعارات المنشأة المبيّنة أدناه إلى عنوان جديد، وتستمر على هذا العنوان حتى يُتحقق من الجديد.']
          : [
              'Notices for the establishment below are to go to a new address. This one receives them until the new one is verified.',
            ],
        rows: [
          establishment,
          { name: ar ? 'القناة' : 'Channel', value: [capitalized(CHANNEL_WORDS[content.channel][language])] },
          { name: ar ? 'العنوان الجديد' : 'New address', value: [leftToRight(content.newAddressMasked)] },
        ],
      };
    case 'contact-suppressed':
      return contactSuppressed(content, language);
    case 'spend-limit':
      return spendLimit(content, language);
  }
}

function contactSuppressed(
  { establishmentId, channel, addressMasked, reason }: ContactSuppressedContent,
  language: Language,
): EmailBody {
  const ar = language === 'ar';
  const isWanted = reason === 'opted-out';
  // The address of a system, without what makes a link of it.
  const address = leftToRight(addressMasked.replace(/^https?:\/\//, ''));
  return {
    subject: ar
      ? 'أُوقف إرسال الإشعارات إلى جهة اتصال في منشأتكم'
      : 'A contact of your establishment no longer receives notices',
    preheader: [ar ? 'جهة الاتصال: ' : 'The contact: ', address],
    heading: ar ? 'أُوقف الإرسال إلى جهة اتصال' : 'A contact no longer receives notices',
    paragraphs: [
      isWanted
        ? ar
          ? 'طلب صاحب العنوان المبيّن أدناه إيقاف الإشعارات، فأُوقف الإرسال إليه.'
          : 'The owner of the address below asked for no more notices, so none are sent to it.'
        : ar
          ? 'تعذّر تسليم الرسائل إلى جهة الاتصال المبيّنة أدناه، فأُوقف الإرسال إليها.'
          : 'Messages to the contact below cannot be delivered, so none are sent to it.',
    ],
    rows: [
      establishmentRow(establishmentId, language),
      { name: ar ? 'القناة' : 'Channel', value: [capitalized(CHANNEL_WORDS[channel][language])] },
      { name: ar ? 'جهة الاتصال' : 'Contact', value: [address] },
    ],
  };
}

function spendLimit({ establishmentId, percent, limit, month }: SpendLimitContent, language: Language): EmailBody {
  const ar = language === 'ar';
  const isReached = percent === 100;
  const heading = ar
    ? isReached
      ? 'بلغت المنشأة حد رسائلها النصية لهذا الشهر'
      : `استُخدم ${percent}% من رسائل المنشأة النصية لهذا الشهر`
    : isReached
      ? 'The SMS limit for this month is reached'
      : `${percent}% of the SMS for this month are used`;
  const limitWords = ar ? 'حد الرسائل النصية (بالأجزاء)' : 'SMS limit (parts)';
  return {
    subject: heading,
    preheader: [`${limitWords}: `, number(String(limit))],
    heading,
    paragraphs: [
      ar
        ? isReached
          ? 'لن تُرسل رسائل نصية أخرى قبل بداية الشهر القادم، وتستمر الإشعارات عبر البريد الإلكتروني.'
          : 'عند بلوغ الحد لا تُرسل رسائل نصية أخرى قبل بداية الشهر القادم، وتستمر الإشعارات عبر البريد الإلكتروني.'
        : isReached
          ? 'No more SMS are sent before next month begins. Notices by e-mail go on.'
          : 'When the limit is reached, no more SMS are sent before next month begins. Notices by e-mail go on.',
    ],
    rows: [
      establishmentRow(establishmentId, language),
      { name: ar ? 'الشهر' : 'Month', value: [leftToRight(month)] },
      { name: limitWords, value: [number(String(limit))] },
    ],
  };
}

/** What the establishment does next, in one line. */
export function noticeToDo(content: NoticeContent): InBoth {
  switch (content.template) {
    case 'code':
      return [
        'أعطوا الرمز لزميلكم الذي يضيف هذا العنوان، ولا تعطوه لأحد سواه. وإن لم يطلبه زميل لكم فتجاهلوا هذه الرسالة.',
        'Give the code only to the colleague who added you, and to nobody else. If no colleague asked for it, ignore this message.',
      ];
    case 'address-changed':
      return [
        'إن لم تطلب المنشأة هذا التغيير فراجعوا جهات الاتصال المسجلة لديها فورًا.',
        'If the establishment did not ask for this change, review its contacts at once.',
      ];
    case 'contact-suppressed':
      return content.reason === 'opted-out'
        ? [
            'أضيفوا جهة اتصال أخرى حتى لا تفوتكم الإشعارات، أو اتفقوا مع صاحب العنوان ثم تحققوا منه برمز جديد.',
            'Add another contact, so that no notice is missed; or agree with the owner of the address and verify it with a new code.',
          ]
        : [
            'صححوا عنوانها أو أضيفوا جهة اتصال أخرى حتى لا تفوتكم الإشعارات.',
            'Correct its address or add another contact, so that no notice is missed.',
          ];
    case 'spend-limit':
      return [
        'أضيفوا عنوان بريد إلكتروني إلى الاشتراكات التي تكتفي بالرسائل النصية، أو اطلبوا من مشغّل الخدمة رفع الحد.',
        'Add an e-mail address to subscriptions that have SMS alone, or ask the operator of the service for a higher limit.',
      ];
  }
}
