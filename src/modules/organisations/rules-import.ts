// Lists of schools as offices keep them: what each column means, what a row says, and what is odd about it. Nothing is left out silently.
import { plain, plainWords } from '#platform/plain.ts';

/** What a column of a list of schools may mean. */
export const schoolFields = [
	'number',
	'name',
	'forms',
	'carrier',
	'street',
	'postcode',
	'town',
	'ags',
	'phone',
	'email',
	'website',
	'pupils',
	'socialIndex',
	'latitude',
	'longitude',
	'year',
	'source',
] as const;
export type SchoolField = (typeof schoolFields)[number];

/** Who carries an organisation; '' = not known. Source: domain.md §2 */
export const carriers = ['', 'public', 'free', 'municipal', 'state', 'church'] as const;
export type Carrier = (typeof carriers)[number];

/** A school as the register and a list have it. Shape: pupils and index belong to year, "2024/25"; '' and null = not known */
export interface SchoolFacts {
	number: string;
	name: string;
	forms: string[];
	carrier: Carrier;
	street: string;
	postcode: string;
	town: string;
	ags: string;
	phone: string;
	email: string;
	website: string;
	latitude: number | null;
	longitude: number | null;
	year: string;
	pupils: number | null;
	socialIndex: number | null;
	source: string;
}

/** A school of the register, with what is known of its years. */
export interface KnownSchool extends Omit<SchoolFacts, 'year' | 'pupils' | 'socialIndex' | 'source'> {
	id: string;
	years: Readonly<Record<string, Pick<SchoolFacts, 'pupils' | 'socialIndex' | 'source'>>>;
}

/** Why a row is not taken over, or what was understood of it: a key of the room's words after "remark.", with its value. */
export interface Remark {
	key:
		| 'nameMissing'
		| 'townMissing'
		| 'tooLong'
		| 'unreadable'
		| 'numberTwice'
		| 'nameTwice'
		| 'ambiguous'
		| 'again'
		| 'nameOfOther'
		| 'zeroRestored'
		| 'spaces'
		| 'undefined'
		| 'decimal'
		| 'severalForms'
		| 'sameName'
		| 'otherPlace'
		| 'farAway'
		| 'formula'
		| 'notTaken';
	value: string;
}

export const fates = ['new', 'changed', 'unchanged', 'contradictory', 'unreadable'] as const;
export type Fate = (typeof fates)[number];

/** A difference between the register and a list. */
export interface Change {
	field: SchoolField;
	before: string;
	after: string;
}

/** A row of a list, as it would be taken over. */
export interface SchoolRow {
	line: number;
	name: string;
	number: string;
	fate: Fate;
	/** Which school of the register it is; null for one that is new. */
	match: string | null;
	/** What the row says; null for what cannot be read. */
	facts: SchoolFacts | null;
	/** Of a school that changes. */
	changes: Change[];
	remarks: Remark[];
}

const headingsOf: Record<SchoolField, string> = {
	number: 'schulnummer schulnr schulkennziffer schuldienststellennummer nummer schoolnumber number',
	name: 'name schulname schule bezeichnung amtlichebezeichnung schoolname school',
	forms: 'schulform schulformen schulart schularten schultyp form schoolform schooltype',
	carrier: 'tragerschaft trager rechtsform rechtsstatus schultrager carrier',
	street: 'strasse strassehausnummer strasseundhausnummer anschrift adresse street address',
	postcode: 'plz postleitzahl postcode zip',
	town: 'ort stadt gemeinde wohnort schulort town city municipality',
	ags: 'ags gemeindeschlussel amtlichergemeindeschlussel gemeindekennziffer',
	phone: 'telefon tel telefonnummer fon rufnummer phone telephone',
	email: 'email mail emailadresse',
	website: 'website webseite internet homepage url www internetadresse',
	pupils: 'schueler schuler schulerzahl schuelerzahl schulerinnen schulerinnenundschuler anzahlschuler sus pupils students',
	socialIndex: 'sozialindex schulsozialindex socialindex',
	latitude: 'lat latitude breite breitengrad',
	longitude: 'lon lng long longitude lange langengrad',
	year: 'stand schuljahr jahr year schoolyear',
	source: 'quelle source datenquelle',
};

/** A heading or a name, so that case, blanks, signs and marks do not matter. */
export const bare = (text: string): string => plain(text).replace(/[^\p{L}\p{N}]/gu, '');

const MEANINGS = new Map(schoolFields.flatMap((field) => headingsOf[field].split(' ').map((heading) => [heading, field] as const)));

/**
 * What the columns of a list mean: as the region said before, else as their headings say. Of two that mean the same the first counts.
 * Shape:  said = by bare heading; '' = nothing
 */
export function columnsOf(headings: readonly string[], said: ReadonlyMap<string, SchoolField | ''>): (SchoolField | '')[] {
	const taken = new Set<string>();
	return headings.map((heading) => {
		const known = bare(heading);
		const field = said.get(known) ?? MEANINGS.get(known) ?? '';
		if (field === '' || taken.has(field)) return '';
		taken.add(field);
		return field;
	});
}

const MOST: Partial<Record<SchoolField, number>> = { name: 200, street: 200, town: 200, phone: 60, email: 254, website: 300, source: 400 };

const CARRIERS: [RegExp, Carrier][] = [
	[/kirch|evang|kathol|bistum|diakon|caritas/, 'church'],
	[/privat|frei|gemeinnutz|verein/, 'free'],
	[/land|staat/, 'state'],
	[/kommun|stadt|gemeinde|kreis/, 'municipal'],
	[/offentlich|public/, 'public'],
];

const numberOf = (text: string): number | null => (/^-?\d{1,9}([.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : null);

/** Reads a cell: what it says, as the register keeps it. */
interface Reading {
	cells: Map<SchoolField, string>;
	remarks: Remark[];
}

function cleaned(raw: string, remarks: Remark[]): string {
	const text = raw
		.normalize('NFC')
		.replace(/[\s\u00a0\u2007\u202f]+/g, ' ')
		.trim();
	if (/[\u00a0\u2007\u202f]|\S {2,}\S/.test(raw)) remarks.push({ key: 'spaces', value: text });
	if (!/^(undefined|null|nan)\b ?/i.test(text)) return text;
	remarks.push({ key: 'undefined', value: text });
	return text.replace(/^(undefined|null|nan)\b ?/i, '');
}

function reading(columns: readonly (SchoolField | '')[], texts: readonly string[]): Reading {
	const remarks: Remark[] = [];
	const cells = new Map<SchoolField, string>();
	for (const [at, field] of columns.entries()) {
		if (field === '') continue;
		let text = cleaned(texts[at] ?? '', remarks);
		// Spreadsheets make numbers of what only looks like one.
		if (['number', 'postcode', 'ags', 'phone', 'pupils', 'socialIndex'].includes(field) && /^\d+\.0$/.test(text)) {
			remarks.push({ key: 'decimal', value: text });
			text = text.slice(0, -2);
		}
		const digits = field === 'ags' ? 8 : field === 'postcode' ? 5 : 0;
		if (digits > 0 && /^\d+$/.test(text) && text.length === digits - 1) {
			text = `0${text}`;
			remarks.push({ key: 'zeroRestored', value: text });
		}
		if (/^[=+\-@]/.test(text) && !['latitude', 'longitude', 'phone'].includes(field)) remarks.push({ key: 'formula', value: text });
		cells.set(field, text);
	}
	return { cells, remarks };
}

/** What cannot be right is not taken; the rest of the row is. */
function factsOf({ cells, remarks }: Reading): SchoolFacts {
	const text = (field: SchoolField) => cells.get(field) ?? '';
	const fitting = (field: SchoolField, fits: (value: string) => boolean) => {
		const value = text(field);
		if (value === '' || fits(value)) return value;
		remarks.push({ key: 'notTaken', value });
		return '';
	};
	const within = (field: SchoolField, least: number, most: number, isWhole: boolean) => {
		const value = numberOf(text(field));
		const isFine = value !== null && value >= least && value <= most && (!isWhole || Number.isInteger(value));
		if (text(field) !== '' && !isFine) remarks.push({ key: 'notTaken', value: text(field) });
		return isFine ? value : null;
	};
	const forms = [
		...new Set(
			text('forms')
				.split(/\s*[;|]\s*/)
				.filter(Boolean),
		),
	];
	if (forms.length > 1) remarks.push({ key: 'severalForms', value: forms.join(', ') });
	const carrier = CARRIERS.find(([pattern]) => pattern.test(plain(text('carrier'))))?.[1] ?? '';
	if (carrier === '' && text('carrier') !== '') remarks.push({ key: 'notTaken', value: text('carrier') });
	const [latitude, longitude] = [within('latitude', -90, 90, false), within('longitude', -180, 180, false)];
	const year = yearOf(text('year'));
	if (year === '' && text('year') !== '') remarks.push({ key: 'notTaken', value: text('year') });
	return {
		number: text('number').toUpperCase(),
		name: text('name'),
		forms,
		carrier,
		street: text('street'),
		postcode: fitting('postcode', (value) => /^\d{5}$/.test(value)),
		town: text('town'),
		ags: fitting('ags', (value) => /^\d{8}$/.test(value)),
		phone: text('phone'),
		email: fitting('email', (value) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)).toLowerCase(),
		website: text('website').replace(/^(https?)\/\//, '$1://'),
		// One without the other is no place.
		latitude: longitude === null ? null : latitude,
		longitude: latitude === null ? null : longitude,
		year,
		pupils: within('pupils', 0, 20_000, true),
		socialIndex: within('socialIndex', 1, 9, true),
		source: text('source'),
	};
}

/** A school year as it is kept: "2024/25" for "2024/2025", "Schuljahr 2024/25" or "2024"; '' for anything else. */
export function yearOf(text: string): string {
	const [, first = '', second = ''] = /(?:^|\D)(20\d\d|19\d\d)(?:\s*[/-]\s*(\d\d|20\d\d))?$/.exec(text.trim()) ?? [];
	if (first === '') return '';
	const next = String(Number(first) + 1).slice(2);
	return second === '' || second.slice(-2) === next ? `${first}/${next}` : '';
}

function refusal(facts: SchoolFacts, cells: ReadonlyMap<SchoolField, string>): Remark | null {
	if (facts.name === '') return { key: 'nameMissing', value: '' };
	if (facts.town === '') return { key: 'townMissing', value: '' };
	// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
	const odd = [...cells.values()].find((text) => /[\u0000-\u001f\u007f\ufffd]/.test(text) || !text.isWellFormed());
	if (odd !== undefined) return { key: 'unreadable', value: odd };
	const long = schoolFields.find((field) => (cells.get(field) ?? '').length > (MOST[field] ?? 200));
	if (long) return { key: 'tooLong', value: (cells.get(long) ?? '').slice(0, 80) };
	if (facts.number !== '' && !/^[A-Z0-9][A-Z0-9./-]{0,19}$/.test(facts.number)) return { key: 'unreadable', value: facts.number };
	return null;
}

const said = (value: unknown): string => (Array.isArray(value) ? value.join('; ') : value === null ? '' : String(value));

/** What a row says otherwise than the register; an empty cell says nothing. */
export function changesOf(known: KnownSchool, facts: SchoolFacts): Change[] {
	const year = known.years[facts.year];
	const before = (field: SchoolField): unknown => {
		if (field === 'year') return '';
		if (field === 'pupils' || field === 'socialIndex') return year?.[field] ?? null;
		return field === 'source' ? (year?.source ?? '') : known[field];
	};
	return schoolFields.flatMap((field) => {
		// What belongs to a year is nothing without one, and a source alone is no news.
		const ofYear = field === 'pupils' || field === 'socialIndex' || field === 'source';
		if (field === 'year' || (ofYear && facts.year === '') || (field === 'source' && year === undefined && facts.pupils === null)) return [];
		const [was, is] = [said(before(field)), said(facts[field])];
		return is === '' || was === is ? [] : [{ field, before: was, after: is }];
	});
}

const keyOf = ({ name, town }: Pick<SchoolFacts, 'name' | 'town'>) => `${bare(name)}|${bare(town)}`;

const isSame = (a: SchoolFacts, b: SchoolFacts) => schoolFields.every((field) => said(a[field]) === said(b[field]));

/**
 * What would be taken over from a list, row by row: matched by official number, else by name and place where that leads to one school only.
 * Shape:  others = organisations that are no schools: nothing is called like one of them; a number or a place and name that stood further up with other facts is contradictory; nothing of it is taken
 */
export function readSchools(
	columns: readonly (SchoolField | '')[],
	rows: readonly { line: number; cells: readonly string[] }[],
	known: readonly KnownSchool[],
	others: readonly { name: string; town: string }[],
): SchoolRow[] {
	const isOther = new Set(others.map(keyOf));
	const byNumber = new Map(known.flatMap((one) => (one.number ? [[one.number, one] as const] : [])));
	const byBareNumber = Map.groupBy(known, ({ number }) => number.replace(/^0+/, ''));
	const byName = Map.groupBy(known, keyOf);
	const above = new Map<string, { line: number; facts: SchoolFacts }>();
	const taken = new Map<string, { line: number; facts: SchoolFacts }>();
	const read = rows.map(({ line, cells }): SchoolRow => {
		const { cells: texts, remarks } = reading(columns, cells);
		const facts = factsOf({ cells: texts, remarks });
		const row = { line, name: facts.name, number: facts.number, match: null, facts, changes: [], remarks };
		const refused = refusal(facts, texts);
		if (refused) return { ...row, fate: 'unreadable', facts: null, remarks: [...remarks, refused] };
		const contradictory = (key: Remark['key'], value: string): SchoolRow => ({
			...row,
			fate: 'contradictory',
			remarks: [...remarks, { key, value }],
		});
		const own = facts.number === '' ? keyOf(facts) : `#${facts.number}`;
		const earlier = above.get(own);
		if (earlier && isSame(earlier.facts, facts))
			return { ...row, fate: 'unchanged', remarks: [...remarks, { key: 'again', value: String(earlier.line) }] };
		if (earlier) return contradictory(facts.number === '' ? 'nameTwice' : 'numberTwice', String(earlier.line));
		above.set(own, { line, facts });
		const named = byName.get(keyOf(facts)) ?? [];
		const bareNumber = facts.number === '' ? [] : (byBareNumber.get(facts.number.replace(/^0+/, '')) ?? []);
		let match = byNumber.get(facts.number);
		if (!match && bareNumber.length === 1 && named.includes(bareNumber[0] as KnownSchool)) {
			match = bareNumber[0];
			facts.number = match?.number ?? facts.number;
			remarks.push({ key: 'zeroRestored', value: facts.number });
		}
		const free = named.filter(({ number }) => number === '' || facts.number === '');
		if (!match && free.length > 1) return contradictory('ambiguous', String(free.length));
		match ??= free[0];
		if (!match && isOther.has(keyOf(facts))) return contradictory('nameOfOther', facts.name);
		if (!match && named.length > 0) remarks.push({ key: 'sameName', value: '' });
		const other = match && taken.get(match.id);
		if (match && other) return contradictory('nameTwice', String(other.line));
		if (match) taken.set(match.id, { line, facts });
		const changes = match ? changesOf(match, facts) : [];
		return {
			...row,
			number: facts.number,
			fate: match ? (changes.length > 0 ? 'changed' : 'unchanged') : 'new',
			match: match?.id ?? null,
			changes,
		};
	});
	return remarkPlaces(read);
}

/** Kilometres beyond which a school is far from the others of its municipality. */
const FAR_KM = 12;

const LEAST_NEIGHBOURS = 3;

const KM_A_DEGREE = 111.2;

const median = (all: readonly number[]): number => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;

/** What is odd about where schools lie: far from the others of their municipality, or called after another one; it is taken as it stands. */
function remarkPlaces(rows: SchoolRow[]): SchoolRow[] {
	const readable = rows.flatMap(({ facts }) => facts ?? []);
	const placed = readable.filter(({ ags, latitude }) => ags !== '' && latitude !== null);
	const middles = new Map(
		[...Map.groupBy(placed, ({ ags }) => ags)]
			.filter(([, all]) => all.length > LEAST_NEIGHBOURS)
			.map(([ags, all]) => [ags, [median(all.map((one) => one.latitude ?? 0)), median(all.map((one) => one.longitude ?? 0))] as const]),
	);
	// Of "Lauterbach (Hessen)" the first word is what a school is called after.
	const towns = new Map(readable.map(({ town }) => [plainWords(town)[0] ?? '', town]));
	const named = new Map(rows.map(({ facts }) => [facts ? keyOf(facts) : '', 0]));
	for (const facts of readable) named.set(keyOf(facts), (named.get(keyOf(facts)) ?? 0) + 1);
	return rows.map((row) => {
		const { facts } = row;
		if (!facts) return row;
		const remarks = [...row.remarks];
		const middle = middles.get(facts.ags);
		if (middle && facts.latitude !== null && facts.longitude !== null) {
			const [north, east] = [facts.latitude - middle[0], (facts.longitude - middle[1]) * Math.cos((middle[0] * Math.PI) / 180)];
			const km = Math.hypot(north, east) * KM_A_DEGREE;
			if (km > FAR_KM) remarks.push({ key: 'farAway', value: String(Math.round(km)) });
		}
		const own = new Set(plainWords(facts.town));
		const words = plainWords(facts.name);
		// A school of the district of Soest is called after the district.
		const others = words.flatMap((word, at) => (own.has(word) || /kreis/.test(words[at - 1] ?? '') ? [] : (towns.get(word) ?? [])));
		if (others.length > 0) remarks.push({ key: 'otherPlace', value: [...new Set(others)].join(', ') });
		if ((named.get(keyOf(facts)) ?? 0) > 1 && !remarks.some(({ key }) => ['sameName', 'again', 'nameTwice', 'numberTwice'].includes(key)))
			remarks.push({ key: 'sameName', value: '' });
		return { ...row, remarks };
	});
}

/** How many rows have each fate; together they are all. */
export const countsOf = (rows: readonly Pick<SchoolRow, 'fate'>[]): Record<Fate, number> =>
	Object.fromEntries(fates.map((fate) => [fate, rows.filter((row) => row.fate === fate).length])) as Record<Fate, number>;
