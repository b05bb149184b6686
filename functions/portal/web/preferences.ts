/** What somebody chose for this device. It stays in the browser; nothing that lets anybody in is among it. */
export const DIGITS = ['latn', 'arab'] as const;
export const CALENDARS = ['gregory', 'islamic-umalqura'] as const;
export const THEMES = ['system', 'light', 'dark'] as const;

export interface Preferences {
  /** The digits of Arabic pages. English ones have Latin digits in any case. */
  readonly digits: (typeof DIGITS)[number];
  /** The calendar that stands first where a date has both. */
  readonly calendar: (typeof CALENDARS)[number];
  readonly theme: (typeof THEMES)[number];
}

const KEY = 'preferences';

/** Reads the choices of this device; what is missing or unknown is as at first. */
function readPreferences(): Preferences {
  const kept = keptValues();
  return {
    digits: DIGITS.find((one) => one === kept.digits) ?? 'latn',
    calendar: CALENDARS.find((one) => one === kept.calendar) ?? 'gregory',
    theme: THEMES.find((one) => one === kept.theme) ?? 'system',
  };
}

function keptValues(): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}');
  } catch {
    // A browser may keep nothing, and what it keeps may have been written by somebody else.
    return {};
  }
}

/** The choices of this device, as they were when the page was opened. */
export const preferences: Preferences = readPreferences();

/** Keeps the choices of this device. The page shows them once it is opened again. @returns whether the browser kept them */
export function savePreferences(chosen: Preferences): boolean {
  try {
    localStorage.setItem(KEY, JSON.stringify(chosen));
    return true;
  } catch {
    return false;
  }
}

/** Shows the page in the theme of this device. */
export function applyTheme(): void {
  if (preferences.theme !== 'system') document.documentElement.dataset.theme = preferences.theme;
}
