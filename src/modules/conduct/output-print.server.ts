import type { Organiser } from '#modules/events/access.ts';
import { venueLine } from '#modules/events/output.server.ts';
import { agenda, type Meeting } from '#modules/events/read.server.ts';
import { seatingOf } from '#modules/groups/read-plan.server.ts';
import { words as groupWords } from '#modules/groups/words.ts';
import { words as organisationWords } from '#modules/organisations/words.ts';
import { listedPlaces, placesOf } from '#modules/registration/read.server.ts';
import { badgeCodes } from '#modules/registration/read-door.server.ts';
import { words as registrationWords } from '#modules/registration/words.ts';
import { seats, workshops } from '#modules/workshops/read.server.ts';
import { heldAt } from '#modules/workshops/rules-round.ts';
import type { Tx } from '#platform/db/database.ts';
import type { Language } from '#platform/language/language.ts';
import { clock, longDay, moment } from '#platform/time/time.ts';
import { dayLists } from './read-lists.server.ts';
import { CARD_ROUNDS, type DocumentKind, type DoorSlot, doorSigns, inPieces, labelsOf, sheetRounds, sheets } from './rules-print.ts';
import type { PrintInput } from './schema-print.ts';

/** A document before it is made: which template, with what. */
export interface Draft {
	template: string;
	data: unknown;
	/** How many of whatever it is made of: people, doors, rooms. */
	count: number;
	name: string;
}

interface About {
	tx: Tx;
	by: Organiser;
	meeting: Meeting;
	language: Language;
	now: Date;
	/** Only so many, for a look at the first page. */
	most: number;
}

const template = (name: string) => `#modules/conduct/output-${name}.typ`;
const span = (language: Language, from: Date, until: Date) => `${clock(language, from)}–${clock(language, until)}`;
const heading = ({ meeting, language }: About, kind: DocumentKind) => ({
	title: `${registrationWords(language)(`print.${kind}`)}: ${meeting.title}`,
	lang: language,
	meeting: meeting.title,
});

async function badges(about: About, { sheet, skip }: PrintInput): Promise<Omit<Draft, 'name'>> {
	const { tx, by, language, most } = about;
	const o = organisationWords(language);
	const t = registrationWords(language);
	const people = await placesOf(tx, by, { search: '', state: 'confirmed' });
	const all = await workshops(tx, by.meeting);
	const seated = Map.groupBy(await seats(tx, by.meeting), ({ place }) => place);
	const shown = people.slice(0, most);
	const codes = await badgeCodes(
		tx,
		by.region,
		shown.map(({ id }) => id),
	);
	const entries = shown.map((one, at) => {
		const rooms = (seated.get(one.id) ?? []).flatMap((seat) => heldAt(all, seat)?.workshop.room || []);
		return {
			name: one.name,
			organisation: one.organisation,
			lines: [
				one.function || (one.email ? o(`profession.${one.profession}`) : ''),
				rooms.length > 0 ? t('print.rooms.line', { rooms: rooms.join(' · ') }) : '',
			].filter(Boolean),
			qr: { qrCode: codes[at] ?? '' },
		};
	});
	const data = {
		...heading(about, 'badges'),
		sheet: { ...sheets[sheet], skip: labelsOf(sheet, skip).skip },
		words: { qr: t('print.qr') },
		badges: entries,
	};
	return { template: template('badges'), data, count: people.length };
}

async function doors(about: About): Promise<Omit<Draft, 'name'>> {
	const { tx, by, language, most } = about;
	const slots: DoorSlot[] = [];
	for (const { room, title, leader, runs } of await workshops(tx, by.meeting))
		for (const run of runs)
			if (run.startsAt && run.endsAt && !run.isCancelled)
				slots.push({ room, startsAt: run.startsAt, time: span(language, run.startsAt, run.endsAt), title, detail: leader?.name ?? null });
	for (const item of await agenda(tx, by.meeting))
		slots.push({
			room: item.room,
			startsAt: item.startsAt,
			time: span(language, item.startsAt, item.endsAt),
			title: item.title,
			detail: item.speaker?.name ?? null,
		});
	const signs = doorSigns(slots);
	const data = { ...heading(about, 'doors'), doors: signs.slice(0, most) };
	return { template: template('doors'), data, count: signs.length };
}

/** What every list has in common, apart from what stands in it. */
function listing(about: About, kind: DocumentKind) {
	const { meeting, language, now } = about;
	const t = registrationWords(language);
	return {
		...heading(about, kind),
		footer: t('print.asOf', { moment: moment(language, now) }),
		words: { page: t('print.page', { page: '{page}', pages: '{pages}' }) },
		when: `${longDay(language, meeting.startsAt)} · ${venueLine(meeting, language)}`,
		columns: [
			{ title: t('print.number'), numeric: true },
			{ title: t('list.name'), width: 3 },
			{ title: t('list.organisation'), width: 4 },
		],
	};
}

async function people(about: About, kind: 'signatures' | 'participants'): Promise<Omit<Draft, 'name'>> {
	const { tx, by, language, most } = about;
	const t = registrationWords(language);
	const isForSigning = kind === 'signatures';
	const all = isForSigning ? await placesOf(tx, by, { search: '', state: 'confirmed' }) : await listedPlaces(tx, by);
	const { when, ...head } = listing(about, kind);
	const data = {
		...head,
		columns: [...head.columns, ...(isForSigning ? [{ title: t('print.signature'), width: 4, empty: true }] : [])],
		sections: [
			{
				heading: t(`print.${kind}`),
				subheading: `${when} · ${t('lists.count', { count: all.length })}`,
				rows: all.slice(0, most).map((one, at) => [at + 1, one.name, one.organisation, ...(isForSigning ? [''] : [])]),
			},
		],
	};
	return { template: template('lists'), data, count: all.length };
}

async function rooms(about: About): Promise<Omit<Draft, 'name'>> {
	const { tx, by, language, most } = about;
	const t = registrationWords(language);
	const { rooms: all } = await dayLists(tx, by);
	const { when: _, ...head } = listing(about, 'rooms');
	const data = {
		...head,
		sections: all.slice(0, most).map((one) => ({
			heading: one.title,
			subheading: [one.room, one.phase, t('lists.count', { count: one.people.length })].filter(Boolean).join(' · '),
			rows: one.people.map((person, at) => [at + 1, person.name, person.organisation]),
		})),
	};
	return { template: template('lists'), data, count: all.length };
}

/** Who sits where, by rounds, with names to print; null before anybody is seated. */
async function seatedAt({ tx, by }: About) {
	const seating = await seatingOf(tx, by);
	if (!seating || seating.chairs.length === 0) return null;
	const { plan, groups, chairs } = seating;
	return { groups, chairs, count: plan.rounds, people: await placesOf(tx, by, { search: '', state: 'confirmed' }) };
}

const nothingToPrint = { template: '', data: {}, count: 0 };

async function seatCards(about: About): Promise<Omit<Draft, 'name'>> {
	const seated = await seatedAt(about);
	if (!seated) return nothingToPrint;
	const g = groupWords(about.language);
	const number = new Map(seated.groups.map(({ id, number }) => [id, number]));
	const mine = Map.groupBy(seated.chairs, ({ place }) => place);
	const cards = seated.people
		.filter(({ id }) => mine.has(id))
		.flatMap(({ id, name, organisation }) =>
			inPieces(mine.get(id) ?? [], CARD_ROUNDS).map((some) => ({
				name,
				organisation,
				seats: some.map(({ round, group }) => ({ round: g('round', { number: round }), table: number.get(group) ?? 0 })),
			})),
		);
	const data = { ...heading(about, 'seats'), words: { table: g('table', { number: '' }).trim() }, people: cards.slice(0, about.most) };
	return { template: template('seats'), data, count: cards.length };
}

async function tableSheets(about: About): Promise<Omit<Draft, 'name'>> {
	const seated = await seatedAt(about);
	if (!seated) return nothingToPrint;
	const g = groupWords(about.language);
	const known = new Map(seated.people.map((one) => [one.id, one]));
	const sheetsOf = seated.groups.flatMap(({ id, number, topic, room }) => {
		const rounds = Array.from({ length: seated.count }, (_, at) => ({
			title: g('round', { number: at + 1 }),
			people: seated.chairs
				.filter(({ round, group }) => round === at + 1 && group === id)
				.flatMap(({ place }) => known.get(place) ?? [])
				.map(({ name, organisation }) => ({ name, organisation })),
		}));
		const most = Math.max(...rounds.map(({ people }) => people.length));
		return inPieces(rounds, sheetRounds(most)).map((some) => ({
			number,
			room: [topic, room].filter(Boolean).join(' · ') || null,
			rounds: some,
		}));
	});
	const data = { ...heading(about, 'tables'), words: { table: g('table', { number: '' }).trim() }, tables: sheetsOf.slice(0, about.most) };
	return { template: template('tables'), data, count: sheetsOf.length };
}

/**
 * What is to be printed for the day, before it is made into a document.
 * Shape:  most = of people, doors or rooms at the most; count says how many there are
 */
export async function toPrint(
	tx: Tx,
	by: Organiser,
	meeting: Meeting,
	input: PrintInput,
	at: { language: Language; now: Date; most?: number },
): Promise<Draft> {
	const about: About = { tx, by, meeting, language: at.language, now: at.now, most: at.most ?? Number.POSITIVE_INFINITY };
	const made = {
		badges: () => badges(about, input),
		doors: () => doors(about),
		rooms: () => rooms(about),
		signatures: () => people(about, 'signatures'),
		participants: () => people(about, 'participants'),
		seats: () => seatCards(about),
		tables: () => tableSheets(about),
	};
	return { ...(await made[input.what]()), name: `${meeting.slug}-${registrationWords(at.language)(`print.file.${input.what}`)}` };
}
