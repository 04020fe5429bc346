import { reader } from '#platform/language/language.ts';
import de from './words/de.json' with { type: 'json' };
import en from './words/en.json' with { type: 'json' };

export const words = reader(de, en);
