import type { Schemas, TextOf } from '../catalogue.ts';

export const alerts = {
  names: {
    entry: 'الدخول إلى المملكة',
    exit: 'المغادرة من المملكة',
    'passport-expiry': 'انتهاء صلاحية الجواز',
    'passport-renewal': 'تجديد الجواز',
    'visa-issued': 'إصدار تأشيرة',
    'visa-status': 'تغيُّر حالة التأشيرة',
    'following-ended': 'انتهاء المتابعة',
  } satisfies TextOf<Schemas['Notification']['alert']>,
  channels: { sms: 'رسالة نصية', email: 'بريد إلكتروني', webhook: 'ربط نظام' } satisfies TextOf<
    Schemas['Contact']['channel']
  >,
  languages: { ar: 'العربية', en: 'الإنجليزية' } satisfies TextOf<Schemas['Contact']['language']>,
  statuses: {
    held: 'محفوظة للرسالة اليومية',
    queued: 'في الطريق',
    sending: 'قيد الإرسال',
    sent: 'أُرسلت',
    delivered: 'وصلت',
    failed: 'لم تصل',
    cancelled: 'أُلغيت',
  } satisfies TextOf<Schemas['Notification']['status']>,
};
