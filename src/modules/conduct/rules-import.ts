import * as v from 'valibot';
import { type Profession, professions } from '#modules/organisations/rules.ts';
import type { PlaceState } from '#modules/registration/rules.ts';
import { type RegistrationInput, registration } from '#modules/registration/schema.ts';

/** Why a row cannot be taken over, or what was understood differently: a key of registration's words with its values. */
export interface Remark {
	key:
		| 'import.nameMissing'
		| 'import.emailMissing'
		| 'import.organisationMissing'
		| 'unreadable'
		| 'tooLong'
		| 'import.wishTaken'
		| 'import.wishTwice'
		| 'import.unknownWish'
		| 'import.ambiguousWish'
		| 'import.sameAddress'
		| 'import.tooManyWishes'
		| 'import.unknownProfession';
	value: string;
}

/** A row of the file, as it would be taken over. */
export interface ImportRow {
	line: number;
	name: string;
	email: string;
	/** new: registered · wishes: known, their wishes are replaced · known: nothing changes · withdrawn: stays withdrawn · refused: cannot be read */
	fate: 'new' | 'wishes' | 'known' | 'withdrawn' | 'refused';
	/** Only for those that are new. */
	input: RegistrationInput | null;
	/** Ids of workshops, best first. */
	wishes: string[];
	/** What was wished before, of those that are known. */
	had?: readonly string[];
	remarks: Remark[];
}

/** What a file is compared with. */
export interface Setting {
	workshops: readonly { id: string; title: string }[];
	/** How many wishes one may have. */
	mostWishes: number;
	/** Whoever registered, by address. */
	known: ReadonlyMap<string, { state: PlaceState; wishes: readonly string[] }>;
	/** Wishes can still be changed. */
	isOpen: boolean;
	/** Fields of work by their names in every language. */
	professions: ReadonlyMap<string, Profession>;
}

type Column = 'name' | 'first' | 'last' | 'email' | 'organisation' | 'function' | 'profession' | `wish${number}`;

// Composing endless runs of marks would take endless time.
const LONGEST_TITLE = 300;

const LEAST_BEGINNING = 4;

/** A heading, a name or a title, so that case, blanks and signs do not matter. */
export const plain = (text: string): string =>
	text
		.normalize('NFC')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]/gu, '');

const HEADINGS = new Map<string, Column>(
	Object.entries({
		name: 'name',
		vorundnachname: 'name',
		fullname: 'name',
		vorname: 'first',
		firstname: 'first',
		nachname: 'last',
		lastname: 'last',
		email: 'email',
		mail: 'email',
		emailadresse: 'email',
		dienstlicheemailadresse: 'email',
		workemailaddress: 'email',
		organisation: 'organisation',
		organization: 'organisation',
		schule: 'organisation',
		einrichtung: 'organisation',
		schuleoderorganisation: 'organisation',
		schoolororganisation: 'organisation',
		funktion: 'function',
		function: 'function',
		arbeitsfeld: 'profession',
		fieldofwork: 'profession',
		profession: 'profession',
	} satisfies Record<string, Column>),
);

function columnOf(heading: string): Column | undefined {
	const known = plain(heading);
	const [, before, after] = /^(\d)(?:wunsch|wish)$|^(?:wunsch|wish)(\d)$/.exec(known) ?? [];
	return before || after ? `wish${Number(before ?? after)}` : HEADINGS.get(known);
}

/** Which column of a file means what, and which of those that are needed are missing. */
export function columnsOf(headings: readonly string[]): {
	columns: (Column | undefined)[];
	missing: ('name' | 'email' | 'organisation')[];
} {
	const columns = headings.map(columnOf);
	const isThere = (needed: 'name' | 'email' | 'organisation') =>
		columns.includes(needed) || (needed === 'name' && (columns.includes('first') || columns.includes('last')));
	return { columns, missing: (['name', 'email', 'organisation'] as const).filter((needed) => !isThere(needed)) };
}

/** What is entered by hand or from a file comes without consents, needs and areas: those are for people themselves to say. */
const inputFrom = (cells: ReadonlyMap<Column, string>) => ({
	name: cells.get('name') || [cells.get('first'), cells.get('last')].filter(Boolean).join(' '),
	email: cells.get('email') ?? '',
	organisation: cells.get('organisation') ?? '',
	function: cells.get('function') ?? '',
});

function readWishes(
	cells: ReadonlyMap<Column, string>,
	{ workshops, mostWishes }: Setting,
	titled: ReadonlyMap<string, Setting['workshops']>,
): { wishes: string[]; remarks: Remark[]; notes: Remark[] } {
	const remarks: Remark[] = [];
	const texts = [...cells]
		.filter(([column, text]) => column.startsWith('wish') && text !== '')
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([, text]) => text);
	const notes: Remark[] = [];
	const wishes = texts.flatMap((text) => {
		const value = text.slice(0, LONGEST_TITLE);
		const number = /^\d{1,3}$/.test(text) ? workshops[Number(text) - 1] : undefined;
		const exact = titled.get(plain(text)) ?? [];
		// The beginning of one title, and of no other, is enough; then it is said how it was understood.
		const begun =
			plain(text).length >= LEAST_BEGINNING ? [...titled].filter(([title]) => title.startsWith(plain(text))).flatMap(([, all]) => all) : [];
		const named = exact.length > 0 ? exact : number ? [number] : begun;
		const [found, ...others] = named;
		if (others.length > 0) remarks.push({ key: 'import.ambiguousWish', value });
		else if (!found) remarks.push({ key: 'import.unknownWish', value });
		else if (exact.length === 0 && !number) notes.push({ key: 'import.wishTaken', value: `${value} → ${found.title}` });
		return found?.id ?? [];
	});
	const distinct = [...new Set(wishes)];
	if (distinct.length > mostWishes) remarks.push({ key: 'import.tooManyWishes', value: String(mostWishes) });
	if (distinct.length < wishes.length) notes.push({ key: 'import.wishTwice', value: '' });
	return { wishes: distinct.slice(0, mostWishes), remarks, notes };
}

/**
 * What would be taken over from a file, row by row; nothing is left out silently.
 * Shape:  a row whose address was taken further up in the same file is refused; an unknown wish or too many refuse the row, since wishes
 *         that fall away would be unfair to whoever had them
 */
export function readRows(
	columns: readonly (Column | undefined)[],
	rows: readonly { line: number; cells: readonly string[] }[],
	setting: Setting,
): ImportRow[] {
	const seen = new Set<string>();
	const titled = Map.groupBy(setting.workshops, ({ title }) => plain(title));
	// Of two columns that mean the same the first counts.
	const meant = columns.flatMap((column, at) => (column && columns.indexOf(column) === at ? [[column, at] as const] : []));
	return rows.map(({ line, cells: texts }) => {
		const cells = new Map(meant.map(([column, at]) => [column, texts[at] ?? '']));
		const named = cells.get('profession') ?? '';
		const profession = setting.professions.get(plain(named));
		const raw = inputFrom(cells);
		const read = v.safeParse(registration, { ...raw, profession: profession ?? 'other' });
		const { wishes, remarks, notes: understood } = readWishes(cells, setting, titled);
		const row = { line, name: raw.name.slice(0, LONGEST_TITLE), email: raw.email.slice(0, LONGEST_TITLE), input: null, wishes };
		const refusals = [
			...(read.success ? [] : [...new Map(read.issues.map(({ message }) => [message, message])).keys()]).map(
				(message): Remark => ({ key: (message.endsWith('Missing') ? `import.${message}` : message) as Remark['key'], value: '' }),
			),
			...remarks,
		];
		const email = read.success ? read.output.email : raw.email.toLowerCase();
		if (email && seen.has(email)) refusals.push({ key: 'import.sameAddress', value: email });
		if (!read.success || refusals.length > 0) return { ...row, fate: 'refused', remarks: refusals };
		seen.add(email);
		const notes: Remark[] = [
			...understood,
			...(named && !profession ? [{ key: 'import.unknownProfession', value: named.slice(0, LONGEST_TITLE) } as const] : []),
		];
		const known = setting.known.get(email);
		if (!known) return { ...row, email, fate: 'new', input: read.output, remarks: notes };
		if (known.state === 'withdrawn') return { ...row, email, fate: 'withdrawn', remarks: [] };
		const isOther = wishes.length > 0 && wishes.join() !== known.wishes.join();
		return { ...row, email, fate: isOther && setting.isOpen ? 'wishes' : 'known', remarks: isOther ? understood : [], had: known.wishes };
	});
}

/** The fields of work by what people write for them: the words of every language, each part of them, and the name in code. */
export function professionsBy(say: ((profession: Profession) => string)[]): Map<string, Profession> {
	const named = professions.flatMap((one) =>
		say.flatMap((words) => [words(one), ...words(one).split(/ (?:oder|und|or|and) |[()]/)]).map((text) => [plain(text), one] as const),
	);
	const own = professions.map((one) => [plain(one), one] as const);
	return new Map([...named, ...own].filter(([text]) => text !== ''));
}
