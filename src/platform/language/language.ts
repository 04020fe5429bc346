import { IntlMessageFormat } from 'intl-messageformat';

export const languages = ['de', 'en'] as const;
export type Language = (typeof languages)[number];

type Values = Record<string, string | number | Date>;
type Sentences<Key extends string> = (key: Key, values?: Values) => string;

/**
 * Reads a room's sentences in either language; the German file names the keys.
 * Shape:  sentences are ICU messages
 */
export function reader<German extends Record<string, string>>(de: German, en: Record<keyof German, string>) {
	const messages = { de, en };
	const parsed = new Map<string, IntlMessageFormat>();
	const readers = new Map<Language, Sentences<keyof German & string>>();
	for (const language of languages) {
		readers.set(language, (key, values) => {
			const name = `${language} ${key}`;
			let message = parsed.get(name);
			if (!message) {
				message = new IntlMessageFormat(messages[language][key] as string, language, undefined, { ignoreTag: true });
				parsed.set(name, message);
			}
			return message.format(values) as string;
		});
	}
	return (language: Language) => readers.get(language) as Sentences<keyof German & string>;
}
