// A document read back by another program than the one that wrote it: text, structure, fonts.
import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** A node of the structure that a screen reader follows. */
export interface Tag {
	role?: string;
	alt?: string;
	children?: Tag[];
}

/** A document as a reader meets it. */
export interface ReadBack {
	pages: { text: string; roles: string[]; alternatives: string[] }[];
	/** By name, whether the file brings it along. */
	fonts: Record<string, boolean>;
	title: string;
	language: string;
	isTagged: boolean;
	/** It says that it keeps PDF/UA-1; the writer checked it. */
	isUa1: boolean;
}

const below = (tag: Tag | null): Tag[] => (tag ? [tag, ...(tag.children ?? []).flatMap(below)] : []);

/** Reads a PDF. Lines of a text are joined by blanks. */
export async function readPdf(bytes: Uint8Array): Promise<ReadBack> {
	// pdf.js takes the bytes over: it is given a copy.
	const task = getDocument({
		data: Uint8Array.from(bytes),
		verbosity: 0,
		useSystemFonts: false,
		disableFontFace: true,
		fontExtraProperties: true,
	});
	const pdf = await task.promise;
	const { info, metadata } = await pdf.getMetadata();
	const pages: ReadBack['pages'] = [];
	const fonts: Record<string, boolean> = {};
	for (let number = 1; number <= pdf.numPages; number++) {
		const page = await pdf.getPage(number);
		const { items } = await page.getTextContent();
		const tags = below((await page.getStructTree()) as Tag | null);
		pages.push({
			text: items
				.map((item) => ('str' in item ? item.str + (item.hasEOL ? ' ' : '') : ''))
				.join('')
				.replaceAll(/\s+/g, ' '),
			roles: tags.flatMap(({ role }) => role ?? []),
			alternatives: tags.flatMap(({ alt }) => alt ?? []),
		});
		const list = await page.getOperatorList();
		for (const [at, operation] of list.fnArray.entries()) {
			if (operation !== OPS.setFont) continue;
			const font = page.commonObjs.get(list.argsArray[at][0]);
			fonts[font.name] = !font.missingFile && (font.data?.length ?? 0) > 0;
		}
		page.cleanup();
	}
	const marks = (await pdf.getMarkInfo()) as unknown as Map<string, boolean> | null;
	const read: ReadBack = {
		pages,
		fonts,
		title: String(metadata?.get('dc:title') ?? (info as { Title?: string }).Title),
		language: String((info as { Language?: string }).Language),
		isTagged: marks?.get('Marked') === true,
		isUa1: metadata?.get('pdfuaid:part') === '1',
	};
	await task.destroy();
	return read;
}
