// The register of the invented region: an official list of its schools, and what some organisations say of themselves.
import { randomUUID } from 'node:crypto';
import { profileOf } from '#modules/organisations/read-profile.server.ts';
import type { ContactKind } from '#modules/organisations/rules-contact.ts';
import { columnsOf } from '#modules/organisations/rules-school.ts';
import { isListed, type Level, usual, type Visibility } from '#modules/organisations/rules-visibility.ts';
import { disclose, keepContact } from '#modules/organisations/write-disclosure.server.ts';
import { importSchools } from '#modules/organisations/write-import.server.ts';
import { changeProfile, verify } from '#modules/organisations/write-profile.server.ts';
import type { Coordinator } from '#modules/people/access.ts';
import type { AreaKind } from '#modules/places/rules.ts';
import { assign, keepBorders } from '#modules/places/write-area.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { tableOf } from '#platform/sheet/csv.ts';
import { dayOf } from '#platform/time/time.ts';

const DAY_MS = 24 * 3600_000;

/** The register as the story tells it; days = since it was confirmed, null = never. */
export interface RegisterStory {
	list: { name: string; lines: string[] };
	/** The middle of each municipality. Unit: degrees */
	borders: [name: string, longitude: number, latitude: number][];
	areas: [kind: AreaKind, area: string, municipalities: string[]][];
	profiles: {
		name: string;
		email: string;
		phone: string;
		possibilities: string;
		limits: string;
		waysOfWorking: string;
		openingHours: string;
		days: number | null;
		/** Whether it stands in the public directory; null = as its kind does. */
		listed: boolean | null;
		shows: Visibility;
		contacts: {
			kind: ContactKind;
			name: string;
			function: string;
			deputy: boolean;
			phone: string;
			hours: string;
			level: Level;
			agreed: boolean;
		}[];
	}[];
}

/** The border of an invented municipality: six corners around its middle. */
const hexagon = (x: number, y: number): [number, number][] =>
	[0, 1, 2, 3, 4, 5, 0].map((corner) => [x + 0.085 * Math.cos((corner * Math.PI) / 3), y + 0.052 * Math.sin((corner * Math.PI) / 3)]);

/** Takes the official list over, and enters what organisations say of themselves. Shape: ids = of organisations, by name */
export async function fillRegister(
	tx: Tx,
	by: Coordinator,
	story: RegisterStory,
	ids: ReadonlyMap<string, string>,
	municipalities: ReadonlyMap<string, string>,
	now: Date,
): Promise<void> {
	for (const [name, x, y] of story.borders)
		await keepBorders(tx, by, [{ ags: municipalities.get(name) as string, name, outline: [[hexagon(x, y)]] }]);
	for (const [kind, area, names] of story.areas)
		await assign(tx, by, {
			kind,
			name: area,
			keys: names.map((name) => municipalities.get(name) as string),
			since: '2020-01-01',
			today: dayOf(now),
		});
	const table = tableOf(story.list.lines.join('\n'));
	await importSchools(tx, by, table, { name: story.list.name, columns: columnsOf(table.headings, new Map()) }, now);
	for (const { name, days, listed, shows, contacts, ...said } of story.profiles) {
		const id = ids.get(name) ?? '';
		const known = await profileOf(tx, id);
		if (!known) throw new Error(`the demonstration names an organisation that is there: ${name}`);
		const { type, street, postcode, town, ags, carrier, legalRegime, number, forms, website } = known;
		await changeProfile(tx, by, id, { name, type, street, postcode, town, ags, carrier, legalRegime, number, forms, website, ...said });
		if (listed !== null || Object.keys(shows).length > 0)
			await disclose(tx, by, id, { seen: '', listed: listed ?? isListed(known), visibility: { ...usual, ...shows } }, now);
		for (const { function: contactFunction, name: contactName, phone: contactPhone, ...one } of contacts)
			await keepContact(
				tx,
				by,
				id,
				{ ...one, contact: randomUUID(), contactFunction, contactName, contactPhone, contactEmail: '', agreedAs: '', isKnown: false },
				dayOf(now),
			);
		if (days !== null) await verify(tx, by, id, new Date(now.getTime() - days * DAY_MS));
	}
}
