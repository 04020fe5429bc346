const letters: Record<string, string> = { ß: 'ss', æ: 'ae', ø: 'o', ł: 'l', đ: 'd', ı: 'i' };

/** A text in small letters without marks, as people type who lack the key: "Łukasz Żak" becomes "lukasz zak". */
export const plain = (text: string): string =>
	text
		.toLowerCase()
		.replace(/[ßæøłđı]/g, (letter) => letters[letter] ?? letter)
		.normalize('NFD')
		.replace(/\p{M}/gu, '');

/** The words of a text, plain. */
export const plainWords = (text: string): string[] =>
	plain(text)
		.split(/[^\p{L}\p{N}]+/u)
		.filter(Boolean);
