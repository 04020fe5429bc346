import type { Organiser } from '#modules/events/access.ts';
import { words as organisationWords } from '#modules/organisations/words.ts';
import type { OpenMeeting } from '#modules/registration/access.ts';
import { placesOf } from '#modules/registration/read.server.ts';
import { words } from '#modules/registration/words.ts';
import { hold } from '#modules/registration/write-counter.server.ts';
import { publicationOf, wishesByPlace, workshops } from '#modules/workshops/read.server.ts';
import { wishCount } from '#modules/workshops/rules.ts';
import { roundsOf } from '#modules/workshops/rules-round.ts';
import * as wishes from '#modules/workshops/write.server.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import { Rejected } from '#platform/rejected.ts';
import { NoTable, type Table, tableOf } from '#platform/sheet/csv.ts';
import { columnsOf, type ImportRow, professionsBy, readRows } from './rules-import.ts';
import { registerAll, seatWhoeverIsNext } from './write.server.ts';

/** As many rows as are taken over at once; everybody is registered in one act. */
export const MOST_ROWS = 500;

const MOST_COLUMNS = 100;

const reject = (key: 'import.empty' | 'import.tooWide' | 'import.quotes' | 'import.tooMany', values?: Record<string, string | number>) =>
	new Rejected((language) => words(language)(key, values), 'text');

function read(text: string): Table {
	try {
		return tableOf(text);
	} catch (error) {
		if (error instanceof NoTable) throw reject(`import.${error.code}`);
		throw error;
	}
}

/**
 * What would be taken over from a file of participants and wishes. Nothing is changed.
 * Errors: Rejected when it is no table, names no address, or is too long
 */
export async function previewImport(tx: Tx, by: Organiser, text: string): Promise<ImportRow[]> {
	const table = read(text);
	const { columns, missing } = columnsOf(table.headings);
	if (missing.length > 0)
		throw new Rejected((language) => {
			const t = words(language);
			const names = missing.map((column) => t(`list.${column}`)).join(', ');
			return t('import.noColumns', { missing: names, headings: table.headings.join(', ').slice(0, 200) });
		}, 'text');
	if (columns.length > MOST_COLUMNS) throw reject('import.tooWide', { most: MOST_COLUMNS });
	if (table.rows.length === 0) throw reject('import.empty');
	if (table.rows.length > MOST_ROWS) throw reject('import.tooMany', { rows: table.rows.length, most: MOST_ROWS });
	const all = await workshops(tx, by.meeting);
	const wished = await wishesByPlace(tx, by);
	const people = await placesOf(tx, by);
	return readRows(columns, table.rows, {
		workshops: all,
		mostWishes: wishCount(all.length, roundsOf(all).length),
		known: new Map(people.map(({ id, email, state }) => [email, { state, wishes: wished.get(id) ?? [] }])),
		isOpen: (await publicationOf(tx, by.meeting)) === undefined,
		professions: professionsBy((['de', 'en'] as const).map((language) => (one) => organisationWords(language)(`profession.${one}`))),
	});
}

/** How many were registered, and how many got other wishes. */
export interface Imported {
	registered: number;
	changed: number;
	/** Rows that were not taken over. */
	refused: number;
}

/**
 * Takes over what a file says, all or nothing: registers whoever is new and replaces the wishes of whoever is known. Whoever is
 * new is told by mail and gets their own link; consents are theirs to give.
 * Errors: as previewImport
 */
export async function importPeople(tx: Tx, by: Organiser, meeting: OpenMeeting, text: string, language: Language): Promise<Imported> {
	const rows = await previewImport(tx, by, text);
	const places = new Map((await placesOf(tx, by)).map(({ id, email }) => [email, id]));
	const newcomers = rows.flatMap(({ fate, input, wishes: wished }) => (fate === 'new' && input ? [{ input, wishes: wished }] : []));
	const outcomes = await registerAll(tx, meeting, newcomers, language, { enteredBy: by });
	await hold(tx, by.meeting);
	const changing = rows.flatMap(({ fate, email, wishes: wished }) => (fate === 'wishes' ? [{ place: places.get(email), wished }] : []));
	for (const { place, wished } of changing) if (place) await wishes.replaceWishes(tx, by, place, wished);
	const done = {
		registered: outcomes.filter(({ place }) => place !== null).length,
		changed: changing.length,
		refused: rows.filter(({ fate }) => fate === 'refused').length,
	};
	// Once for all: who is next is decided by wishes and lot, not by the order of the file.
	if (done.registered > 0) await seatWhoeverIsNext(tx, by);
	return done;
}
