/** Names, nationalities and ports, so that simulated people look like those of the country. */
import type { BilingualName, Port } from './plan.ts';

const name = (ar: string, en: string): BilingualName => ({ ar, en });

/** Where residents come from: nationality, share, given and family names. */
export const ORIGINS: readonly (readonly [
  { readonly nationality: string; readonly given: readonly BilingualName[]; readonly family: readonly BilingualName[] },
  number,
])[] = [
  [
    {
      nationality: 'BGD',
      given: [name('رحيم', 'Rahim'), name('كمال', 'Kamal'), name('فاطمة', 'Fatema')],
      family: [name('حسين', 'Hossain'), name('الدين', 'Uddin'), name('خاتون', 'Khatun')],
    },
    16,
  ],
  [
    {
      nationality: 'IND',
      given: [name('راجيش', 'Rajesh'), name('أنيتا', 'Anita'), name('عمران', 'Imran')],
      family: [name('كومار', 'Kumar'), name('نير', 'Nair'), name('خان', 'Khan')],
    },
    14,
  ],
  [
    {
      nationality: 'PAK',
      given: [name('بلال', 'Bilal'), name('عائشة', 'Ayesha'), name('طارق', 'Tariq')],
      family: [name('أحمد', 'Ahmed'), name('مالك', 'Malik'), name('بت', 'Butt')],
    },
    13,
  ],
  [
    {
      nationality: 'YEM',
      given: [name('صالح', 'Saleh'), name('أروى', 'Arwa'), name('ناصر', 'Nasser')],
      family: [name('الحضرمي', 'Alhadrami'), name('العمري', 'Alamri'), name('باوزير', 'Bawazir')],
    },
    12,
  ],
  [
    {
      nationality: 'EGY',
      given: [name('محمود', 'Mahmoud'), name('نهى', 'Noha'), name('شريف', 'Sherif')],
      family: [name('السيد', 'Elsayed'), name('منصور', 'Mansour'), name('فوزي', 'Fawzy')],
    },
    11,
  ],
  [
    {
      nationality: 'PHL',
      given: [name('ماريا', 'Maria'), name('خوسيه', 'Jose'), name('غريس', 'Grace')],
      family: [name('سانتوس', 'Santos'), name('رييس', 'Reyes'), name('كروز', 'Cruz')],
    },
    6,
  ],
  [
    {
      nationality: 'IDN',
      given: [name('سيتي', 'Siti'), name('بودي', 'Budi'), name('ديوي', 'Dewi')],
      family: [name('رحمن', 'Rahman'), name('سانتوسو', 'Santoso'), name('ليستاري', 'Lestari')],
    },
    4,
  ],
];

export const PORTS: readonly (readonly [{ readonly port: Port; readonly mode: 'air' | 'land' | 'sea' }, number])[] = [
  [
    { mode: 'air', port: { code: 'RUH', name: name('مطار الملك خالد الدولي', 'King Khalid International Airport') } },
    26,
  ],
  [{ mode: 'air', port: { code: 'JED', name: name('مطار الملك عبدالعزيز الدولي', 'King Abdulaziz Airport') } }, 28],
  [{ mode: 'air', port: { code: 'DMM', name: name('مطار الملك فهد الدولي', 'King Fahd International Airport') } }, 10],
  [{ mode: 'air', port: { code: 'MED', name: name('مطار المدينة المنورة', 'Madinah Airport') } }, 7],
  [{ mode: 'land', port: { code: 'KFC', name: name('جسر الملك فهد', 'King Fahd Causeway') } }, 16],
  [{ mode: 'land', port: { code: 'BTH', name: name('منفذ البطحاء', 'Al Batha') } }, 7],
  [{ mode: 'land', port: { code: 'HAD', name: name('منفذ الحديثة', 'Al Haditha') } }, 4],
  [{ mode: 'sea', port: { code: 'JIP', name: name('ميناء جدة الإسلامي', 'Jeddah Islamic Port') } }, 2],
];

export const LABELS = ['Driver', 'Nurse', 'Site engineer', 'سائق', 'مهندس موقع', 'عامل مستودع', 'Consultant', 'طبيب'];
