/** SMS of the service itself. */
import type { Channel, Language } from '../domain/contacts.ts';
import type {
  AddressChangedContent,
  CodeContent,
  ContactSuppressedContent,
  NoticeContent,
  SpendLimitContent,
} from '../domain/message-content.ts';
import { linkless } from './free-text.ts';
import { growing, type Piece } from './sms-room.ts';

/** The pieces of an SMS of the service itself. */
export function noticePieces(content: NoticeContent, language: Language): Piece[] {
  switch (content.template) {
    case 'code':
      return [code(content, language)];
    case 'address-changed':
      return addressChanged(content, language);
    case 'contact-suppressed':
      return contactSuppressed(content, language);
    case 'spend-limit':
      return [spendLimit(content, language)];
  }
}

/** The code comes before any other number, so that people, and telephones that fill it in, find it first. */
function code({ code, establishmentId }: CodeContent, language: Language): string {
  return language === 'ar'
    ? `رمز تحقق الجوازات: ${code} للمنشأة ${establishmentId}\nلمن يضيف الرقم، 10 دقائق`
    : `Passport notices code: ${code} for establishment ${establishmentId}. Give it only to the colleague who added you. Valid for 10 minutes.`;
}

function addressChanged(
  { channel, establishmentId, newAddressMasked }: AddressChangedContent,
  language: Language,
): Piece[] {
  if (language === 'ar') {
    const another = channel === 'sms' ? 'رقم آخر' : 'بريد آخر';
    return [`طُلب نقل إشعارات المنشأة ${establishmentId} إلى `, address(newAddressMasked, another, 'ar')];
  }
  const thisOne = channel === 'sms' ? 'number' : 'e-mail address';
  return [
    `Passport notices: establishment ${establishmentId} asked to move its notices from this ${thisOne} to `,
    address(newAddressMasked, 'another', 'en'),
  ];
}

function contactSuppressed(
  { channel, establishmentId, addressMasked, reason }: ContactSuppressedContent,
  language: Language,
): Piece[] {
  const isOptOut = reason === 'opted-out';
  const one = ONE_OF[channel][language];
  // The address of a system is a link even when it is masked.
  const which = channel === 'webhook' ? one : address(addressMasked, one, language);
  if (language === 'ar') {
    const why = isOptOut ? ' بطلب صاحبه' : ' لتعذر التسليم';
    return ['أُوقف الإرسال إلى ', which, `${why}\nالمنشأة ${establishmentId}`];
  }
  return [
    'Passport notices: messages to ',
    which,
    `${isOptOut ? ' were stopped by its owner' : ' cannot be delivered and have been stopped'}.\nEstablishment ${establishmentId}`,
  ];
}

const ONE_OF: Readonly<Record<Channel, Readonly<Record<Language, string>>>> = {
  sms: { ar: 'أحد الأرقام', en: 'one of your numbers' },
  email: { ar: 'أحد عناوين البريد', en: 'one of your e-mail addresses' },
  webhook: { ar: 'أحد أنظمتكم', en: 'one of your systems' },
};

/** A masked address, or words where it has no room or is not in the alphabet. */
function address(masked: string, words: string, language: Language): Piece {
  // One LEFT-TO-RIGHT MARK makes the whole of `+9665*****678` read from the left inside Arabic (Unicode UAX #9, W7, N1).
  return growing(words, ['substance', `${language === 'ar' ? '\u200E' : ''}${linkless(masked)}`]);
}

function spendLimit({ establishmentId, percent }: SpendLimitContent, language: Language): string {
  return language === 'ar'
    ? `استُخدم ${percent}% من رسائل الشهر النصية\nالمنشأة ${establishmentId}`
    : `Passport notices: establishment ${establishmentId} has used ${percent}% of its SMS for this month.`;
}
