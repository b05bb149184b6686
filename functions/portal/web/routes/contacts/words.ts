import { systems as arabic } from '../../words/ar/systems.ts';
import { systems as english } from '../../words/en/systems.ts';
import { wordsOf } from '../../words/words.ts';

export const systems = wordsOf({ ar: arabic, en: english });
