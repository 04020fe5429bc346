// Which characters the fonts of documents can draw. PDF/UA-1 forbids any other, and the compiler refuses the whole document for one.

/**
 * The characters that a TrueType font can draw.
 * Source: OpenType, table cmap, formats 4 (the basic plane) and 12 (all planes)
 */
export function characters(font: Buffer): Set<number> {
	const found = new Set<number>();
	const table = Array.from({ length: font.readUInt16BE(4) }, (_, at) => 12 + at * 16).find(
		(at) => font.toString('latin1', at, at + 4) === 'cmap',
	);
	if (table === undefined) return found;
	const cmap = font.readUInt32BE(table + 8);
	for (let entry = 0; entry < font.readUInt16BE(cmap + 2); entry++) {
		const at = cmap + font.readUInt32BE(cmap + 8 + entry * 8);
		const format = font.readUInt16BE(at);
		if (format === 12) addGroups(found, font, at);
		else if (format === 4) addSegments(found, font, at);
	}
	return found;
}

function addGroups(found: Set<number>, font: Buffer, at: number): void {
	for (let group = 0, entry = at + 16; group < font.readUInt32BE(at + 12); group++, entry += 12)
		for (let code = font.readUInt32BE(entry); code <= font.readUInt32BE(entry + 4); code++) found.add(code);
}

function addSegments(found: Set<number>, font: Buffer, at: number): void {
	const double = font.readUInt16BE(at + 6);
	for (let segment = 0; segment < double; segment += 2) {
		const end = font.readUInt16BE(at + 14 + segment);
		const first = font.readUInt16BE(at + 16 + double + segment);
		const delta = font.readUInt16BE(at + 16 + double * 2 + segment);
		const place = at + 16 + double * 3 + segment;
		const offset = font.readUInt16BE(place);
		for (let code = first; code <= end && code !== 0xffff; code++) {
			const glyph = offset === 0 ? code + delta : font.readUInt16BE(place + offset + (code - first) * 2);
			if ((glyph & 0xffff) !== 0) found.add(code);
		}
	}
}

/** Stands for what cannot be drawn: the font has neither the replacement character nor an empty box. */
const GAP = '?';

// Controls, marks of direction, joiners and variants: some are in the font, but the standard forbids them.
const INVISIBLE = /\p{Cc}|\p{Cf}|\p{Variation_Selector}/u;
const BREAK = /[\n\u{ad}\u{200b}]/u;

/** A text in characters that can be drawn: the same where possible, the nearest letter otherwise, one question mark for a run of others. */
export function drawable(text: string, known: ReadonlySet<number>): string {
	if (/^[\n\x20-\x7e]*$/.test(text)) return text;
	const can = (part: string) => part !== '' && [...part].every((letter) => known.has(letter.codePointAt(0) ?? 0));
	const plain = text
		.normalize('NFC')
		.replace(/\r\n?|[\u{85}\u{2028}\u{2029}]/gu, '\n')
		.replace(/[\u{2010}\u{2011}]/gu, '-');
	let drawn = '';
	let isGap = false;
	for (const letter of plain) {
		if (INVISIBLE.test(letter) && !BREAK.test(letter)) continue;
		const ways = [letter, letter.normalize('NFKC'), letter.normalize('NFKD').replace(/\p{M}/gu, '')];
		const way = BREAK.test(letter) ? letter : ways.find(can);
		// A mark that no letter takes is left out.
		if (way === undefined && !isGap && !/\p{M}/u.test(letter)) drawn += GAP;
		isGap = way === undefined;
		drawn += way ?? '';
	}
	return drawn;
}
