// What a column of a list of schools means, and what a cell says: as offices write it, and what is odd about it.
import { isAddress } from '#platform/form.ts';
import { plain } from '#platform/plain.ts';
import { cellText, columnsFor, meaningsOf } from '#platform/sheet/columns.ts';

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
	'area',
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
	/** The planning area that the municipality lies in; no fact of the school itself. */
	area: string;
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
		| 'notSame'
		| 'otherPlace'
		| 'farAway'
		| 'formula'
		| 'notTaken'
		| 'yearMissing'
		| 'areaTwice';
	value: string;
}

const headingsOf: Record<SchoolField, string> = {
	number: 'schulnummer schulnr schulkennziffer schuldienststellennummer nummer schoolnumber number',
	name: 'name schulname schule bezeichnung amtlichebezeichnung schoolname school',
	forms: 'schulform schulformen schulart schularten schultyp form schoolform schooltype',
	carrier: 'tragerschaft trager rechtsform rechtsstatus schultrager carrier',
	street: 'strasse strassehausnummer strasseundhausnummer anschrift adresse street address',
	postcode: 'plz postleitzahl postcode zip',
	town: 'ort stadt gemeinde wohnort schulort town city municipality',
	ags: 'ags municipalitykey gemeindeschlussel amtlichergemeindeschlussel gemeindekennziffer',
	phone: 'telefon tel telefonnummer fon rufnummer phone telephone',
	email: 'email mail emailadresse',
	website: 'website webseite internet homepage url www internetadresse',
	pupils: 'schuler schulerzahl schulerinnen schulerinnenundschuler anzahlschuler sus pupils students',
	socialIndex: 'sozialindex schulsozialindex socialindex',
	latitude: 'lat latitude breite breitengrad',
	longitude: 'lon lng long longitude lange langengrad',
	year: 'stand schuljahr jahr year schoolyear',
	source: 'quelle source datenquelle',
	area: 'planungsraum planungsregion sozialraum planningarea',
};

const MEANINGS = meaningsOf(headingsOf);

/** What the columns of a list of schools mean: as the region said before, else as their headings say. Shape: said = by bare heading; '' = nothing */
export const columnsOf = (headings: readonly string[], said: ReadonlyMap<string, SchoolField | ''>): (SchoolField | '')[] =>
	columnsFor(headings, MEANINGS, said);

const MOST: Partial<Record<SchoolField, number>> = {
	name: 200,
	street: 200,
	town: 200,
	phone: 60,
	email: 254,
	website: 300,
	source: 400,
	area: 120,
};

const mostOf = (field: SchoolField): number => MOST[field] ?? 200;

// Whole words: "Stadt Kirchheim" is no church, and a "Landkreis" is not the Land.
const CARRIERS: [RegExp, Carrier][] = [
	[
		/\b(stadt|gemeinde|markt|kreis|landkreis|kreisfreie|landeshauptstadt|samtgemeinde|verbandsgemeinde|kommunal\w*|municipal|(schul)?(zweck)?verband)\b/,
		'municipal',
	],
	[/\b(kirch\w*|church|evangelisch\w*|katholisch\w*|(erz)?bistum|diakon\w*|caritas\w*)\b/, 'church'],
	[/\b(privat\w*|freie?[rsnm]?|free|gemeinnutzig\w*|ggmbh|verein|e\. ?v|nicht ?offentlich\w*)\b/, 'free'],
	[/\b(land|landes|staatlich\w*|freistaat|state)\b/, 'state'],
	[/^(offentlich\w*|public)$/, 'public'],
];

const numberOf = (text: string): number | null => (/^-?\d{1,9}([.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : null);

/** Reads a cell: what it says, as the register keeps it. */
export interface Reading {
	cells: Map<SchoolField, string>;
	remarks: Remark[];
}

/** An address in the web as pages link it: with its scheme; '' for what is none. */
export function webOf(text: string): string {
	const address = text.replace(/\s+/g, '').replace(/^(https?)\/\//i, '$1://');
	const whole = /^https?:\/\//i.test(address) ? address : `https://${address}`;
	return text !== '' && whole.length <= 300 && URL.canParse(whole) && new URL(whole).hostname.includes('.') ? whole : '';
}

/** Reads the cells of a row. */
export function reading(columns: readonly (SchoolField | '')[], texts: readonly string[]): Reading {
	const remarks: Remark[] = [];
	const cells = new Map<SchoolField, string>();
	for (const [at, field] of columns.entries()) {
		if (field === '') continue;
		const raw = texts[at] ?? '';
		// Before anything is composed: endless runs of marks would take endless time. The row is refused as too long.
		if (raw.length > 2 * mostOf(field) + 100) {
			cells.set(field, raw.slice(0, 2 * mostOf(field) + 100));
			continue;
		}
		const { text: cleaned, oddities } = cellText(raw);
		remarks.push(...oddities);
		let text = cleaned;
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
export function factsOf({ cells, remarks }: Reading): SchoolFacts {
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
	if (year === '' && (text('pupils') !== '' || text('socialIndex') !== '')) remarks.push({ key: 'yearMissing', value: '' });
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
		email: fitting('email', (value) => value.length <= 254 && isAddress(value.toLowerCase())).toLowerCase(),
		website: webOf(fitting('website', (value) => webOf(value) !== '')),
		// One without the other is no place.
		latitude: longitude === null ? null : latitude,
		longitude: latitude === null ? null : longitude,
		year,
		pupils: within('pupils', 0, 20_000, true),
		socialIndex: within('socialIndex', 1, 9, true),
		source: text('source'),
		area: text('area'),
	};
}

/** A school year as it is kept: "2024/25" for "2024/2025", "Schuljahr 2024/25" or "2024"; '' for anything else. */
export function yearOf(text: string): string {
	// A day is no school year: a list of March stands for the year before.
	if (/\d{1,2}\.\s*\d{1,2}\.|\d{4}-\d{2}-\d{2}/.test(text)) return '';
	const [, first = '', second = ''] = /(?:^|\D)(20\d\d|19\d\d)(?:\s*[/-]\s*(\d\d|20\d\d))?$/.exec(text.trim()) ?? [];
	if (first === '') return '';
	const next = String(Number(first) + 1).slice(2);
	return second === '' || second.slice(-2) === next ? `${first}/${next}` : '';
}

/** Why a row cannot be taken over; null where it can. */
export function refusal(facts: SchoolFacts, cells: ReadonlyMap<SchoolField, string>): Remark | null {
	if (facts.name === '') return { key: 'nameMissing', value: '' };
	if (facts.town === '') return { key: 'townMissing', value: '' };
	const long = schoolFields.find((field) => (cells.get(field) ?? '').length > mostOf(field));
	if (long) return { key: 'tooLong', value: (cells.get(long) ?? '').slice(0, 80) };
	// As every form refuses them: no control, format or unassigned character, and not the sign of a text that was read wrongly.
	const odd = [...cells.values()].find((text) => /[\p{C}\ufffd]/u.test(text));
	if (odd !== undefined) return { key: 'unreadable', value: odd };
	if (facts.number !== '' && !/^[A-Z0-9][A-Z0-9./-]{0,19}$/.test(facts.number)) return { key: 'unreadable', value: facts.number };
	return null;
}
