import { privacy as arabic } from '../../words/ar/privacy.ts';
import { privacy as english } from '../../words/en/privacy.ts';
import { wordsOf } from '../../words/words.ts';

export const privacy = wordsOf({ ar: arabic, en: english });
