import { calendars as arabic } from '../../words/ar/calendars.ts';
import { calendars as english } from '../../words/en/calendars.ts';
import { wordsOf } from '../../words/words.ts';

export const calendars = wordsOf({ ar: arabic, en: english });
