import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { archive } from '#modules/organisations/write-profile.server.ts';
import { database } from '../../../tests/database.ts';
import { makeRegion } from '../../../tests/make.ts';
import { makeCensus, makePosition, makeProfile } from '../../../tests/make-register.ts';
import { refused } from '../../../tests/refused.ts';
import { positionMails, shownRows } from './output-census.server.ts';
import { schoolPositions } from './output-position.server.ts';
import { factsOf } from './read.server.ts';
import { censuses, censusOf, censusToken, respondentBy } from './read-census.server.ts';
import { positionOf } from './read-position.server.ts';
import { isToBeAsked, progressOf, replyOf } from './rules-census.ts';
import { confirmedOn } from './rules-coverage.ts';
import { changeFrom, keepSite } from './write.server.ts';
import * as writes from './write-census.server.ts';
import { keepContact } from './write-specialist.server.ts';

const { database: db, truth } = await database(6);
const NOW = new Date('2027-03-16T09:00:00Z');
const later = (days: number) => new Date(NOW.getTime() + days * 24 * 3600_000);
const TODAY = '2027-03-16';
let regions = 10;

/** A region of its own with two schools, one of them without an address, and a position at the first. */
async function make() {
	const region = regions++;
	const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([region], work);
	const by = await within((tx) => makeRegion(tx, { id: region, host: `region-${region}.example` }));
	const school = await within((tx) => makeProfile(tx, by, { name: 'Schule am Markt', type: 'school', email: 'markt@schule.example' }));
	const silent = await within((tx) => makeProfile(tx, by, { name: 'Schule am Wald', type: 'school', email: '' }));
	const gone = await within((tx) => makeProfile(tx, by, { name: 'Schule von früher', type: 'school' }));
	await within((tx) => makeProfile(tx, by, { name: 'Beratung' }));
	await within((tx) => archive(tx, by, gone.id, true, NOW));
	const position = await within((tx) => makePosition(tx, by, { school: 'Schule am Markt', person: 'Alma Rieck' }));
	const begin = (facts: Partial<Parameters<typeof writes.beginCensus>[2]> = {}) =>
		within((tx) =>
			writes.beginCensus(
				tx,
				by,
				{ census: randomUUID(), name: 'Stellen', referenceOn: TODAY, dueOn: '2027-04-30', note: '', ...facts },
				TODAY,
				NOW,
			),
		);
	const asked = async (census: string) => (await within((tx) => censusOf(tx, by, census)))?.asked ?? [];
	const link = async (census: string) => {
		const [first] = await asked(census);
		const token = await within((tx) => censusToken(tx, region, first as never));
		return (await within((tx) => respondentBy(tx, region, token)))?.by as never;
	};
	const seen = () => within(async (tx) => (await shownRows(tx, 'de', region, school.id, TODAY)).seen);
	const mails = async () =>
		(await truth.query("select about from platform.mail where region_id = $1 and template = 'positions.census' order by id", [region]))
			.rows;
	return { region, within, by, school, silent, position, begin, asked, link, seen, mails };
}

test('a census asks every school that is there, writes to those with an address, and is begun once', async () => {
	const made = await make();
	const census = randomUUID();
	await made.begin({ census });
	await made.begin({ census });
	expect((await made.asked(census)).map((one) => [one.name, replyOf(one), one.askedAt !== null])).toEqual([
		['Schule am Markt', 'open', true],
		['Schule am Wald', 'unreachable', false],
	]);
	expect(await made.mails()).toHaveLength(1);
	await refused(made.begin({ dueOn: '2027-03-15' }), /schon vorbei/);
});

test('whoever has not answered is reminded, no sooner than after some days; an address that came later is asked', async () => {
	const made = await make();
	const census = await made.begin();
	const again = (days: number) => made.within((tx) => writes.askDue(tx, made.by, census, later(days)));
	expect(await again(1)).toBe(0);
	await truth.query("update organisations.organisation set email = 'wald@schule.example' where id = $1", [made.silent.id]);
	expect(await again(2)).toBe(1);
	expect(await again(3)).toBe(1);
	expect(await again(6)).toBe(2);
	await made.within(async (tx) =>
		writes.answerCensus(tx, await made.link(census), { answer: 'wrong', note: 'Seit Oktober 0,75', seen: '' }, later(7)),
	);
	expect(await again(20)).toBe(1);
	expect(await made.mails()).toHaveLength(6);
});

test('invariant 12: a school that says that all is right confirms its positions; one that says otherwise, none', async () => {
	const made = await make();
	const census = await made.begin();
	const confirmations = async () =>
		(await made.within((tx) => positionOf(tx, made.by, made.position)))?.confirmed.map(({ school, by }) => [school, by]);
	const answer = async (what: 'right' | 'wrong', note: string, seen: string) =>
		made.within(async (tx) => writes.answerCensus(tx, await made.link(census), { answer: what, note, seen }, NOW));
	await refused(answer('wrong', '', ''), /was nicht stimmt/);
	await answer('wrong', 'Da fehlt eine Stelle.', '');
	expect(await confirmations()).toEqual([]);
	await answer('right', 'wird nicht gebraucht', await made.seen());
	expect(await confirmations()).toEqual([['Schule am Markt', '']]);
	expect((await made.asked(census)).map((one) => [replyOf(one), one.note])).toEqual([
		['right', ''],
		['unreachable', ''],
	]);
	// The coordination may enter what a school said otherwise.
	const [, wald] = await made.asked(census);
	await made.within((tx) => writes.answerFor(tx, made.by, census, wald?.id ?? '', { answer: 'right', note: '' }, NOW));
	expect(await confirmations()).toHaveLength(1);
	expect(progressOf(await made.asked(census))).toMatchObject({ all: 2, answered: 2, right: 2 });
});

test('nobody confirms what they have not seen', async () => {
	const made = await make();
	const census = await made.begin();
	const seen = await made.seen();
	await made.within((tx) =>
		changeFrom(tx, made.by, made.position, { employer: '', isPlanned: false, emphasis: '', qualification: '', fte: 150, from: TODAY }),
	);
	await refused(
		made.within(async (tx) => writes.answerCensus(tx, await made.link(census), { answer: 'right', note: '', seen }, NOW)),
		/noch einmal hin/,
	);
	expect((await made.asked(census))[0]?.answer).toBeNull();
});

test('what was wrong is open until it is dealt with, and open again when the school says so', async () => {
	const made = await make();
	const census = await made.begin();
	const wrong = (note: string) =>
		made.within(async (tx) => writes.answerCensus(tx, await made.link(census), { answer: 'wrong', note, seen: '' }, NOW));
	const state = async () => replyOf((await made.asked(census))[0] as never);
	await refused(
		made.within(async (tx) => writes.settle(tx, made.by, census, (await made.asked(census))[0]?.id ?? '', NOW)),
		/gibt es nicht/,
	);
	await wrong('Falscher Träger');
	expect(await state()).toBe('wrong');
	await made.within(async (tx) => writes.settle(tx, made.by, census, (await made.asked(census))[0]?.id ?? '', NOW));
	expect(await state()).toBe('settled');
	await wrong('Immer noch');
	expect(await state()).toBe('wrong');
});

test('once a census is over nobody answers, is asked, or gets a mail that was still on its way', async () => {
	const made = await make();
	const census = await made.begin();
	const by = await made.link(census);
	const [{ about }] = await made.mails();
	const mailed = (at = NOW) => made.within((tx) => positionMails['positions.census']?.(tx, made.region, about, at) as never);
	expect(await mailed()).toMatchObject({ to: { address: 'markt@schule.example' } });
	await made.within((tx) => writes.endCensus(tx, made.by, census, NOW));
	expect(await mailed()).toBeNull();
	await refused(
		made.within((tx) => writes.answerCensus(tx, by, { answer: 'right', note: '', seen: '' }, NOW)),
		/beendet/,
	);
	await refused(
		made.within((tx) => writes.askDue(tx, made.by, census, later(9))),
		/beendet/,
	);
	expect((await made.within((tx) => censuses(tx, made.by)))[0]?.endedAt).toEqual(NOW);
});

test('a school sees its own rows only, of the day that is asked about, and nothing that is planned', async () => {
	const made = await make();
	await made.within(async (tx) => {
		await makePosition(tx, made.by, { school: 'Schule am Wald', person: 'Bodo Lenz' });
		await makePosition(tx, made.by, { school: 'Schule am Markt', from: '2027-08-01' });
	});
	const shown = await made.within((tx) => shownRows(tx, 'de', made.region, made.school.id, TODAY));
	expect(shown.rows.map(({ people, fte }) => [fte, people])).toEqual([['1,00', ['Alma Rieck, Umfang 1,00']]]);
	expect(shown.seen).toMatch(/^[0-9a-f]{64}$/);
});

test('a link of another region, or one that was changed, opens nothing', async () => {
	const made = await make();
	const { token } = await made.within((tx) => makeCensus(tx, made.by));
	expect(await made.within((tx) => respondentBy(tx, made.region, token))).toBeDefined();
	expect(await db.within([made.region + 1000], (tx) => respondentBy(tx, made.region + 1000, token))).toBeUndefined();
	expect(await made.within((tx) => respondentBy(tx, made.region, `${token.slice(0, -2)}AA`))).toBeUndefined();
	expect(isToBeAsked({ answer: null, email: '', askedAt: null, remindedAt: null }, NOW)).toBe(false);
});

test('who is responsible for a school, and when they are reached, in one look', async () => {
	const made = await make();
	const [entry] = (await made.within((tx) => factsOf(tx, made.position))).assignments;
	await made.within((tx) =>
		keepContact(tx, made.by, made.position, {
			specialist: entry?.specialist ?? '',
			organisation: made.school.id,
			hours: 'montags',
			room: 'Raum 3',
			phone: '0999 1',
		}),
	);
	const at = (school: string) => made.within((tx) => schoolPositions(tx, made.by, 'de', school, TODAY));
	expect((await at(made.school.id)).map(({ people }) => people)).toEqual([
		[{ name: 'Alma Rieck', details: 'montags · Raum 3', phone: '0999 1' }],
	]);
	expect(await at(made.silent.id)).toEqual([]);
});

test('another address ends the link, and a school that is there no longer is asked no more', async () => {
	const made = await make();
	const census = await made.begin();
	const [first] = await made.asked(census);
	const token = await made.within((tx) => censusToken(tx, made.region, first as never));
	const by = await made.link(census);
	await truth.query("update organisations.organisation set email = 'neu@schule.example' where id = $1", [made.school.id]);
	expect(await made.within((tx) => respondentBy(tx, made.region, token))).toBeUndefined();
	await refused(
		made.within((tx) => writes.answerCensus(tx, by, { answer: 'right', note: '', seen: '' }, NOW)),
		/gilt nicht mehr/,
	);
	await made.within((tx) => archive(tx, made.by, made.school.id, true, NOW));
	expect((await made.asked(census)).map(({ name }) => name)).toEqual(['Schule am Wald']);
	expect(await made.within((tx) => writes.askDue(tx, made.by, census, later(9)))).toBe(0);
});

test('the same answer to the same rows confirms once; the day that was looked at is kept', async () => {
	const made = await make();
	const census = await made.begin({ referenceOn: '2026-10-01' });
	const { seen } = await made.within((tx) => shownRows(tx, 'de', made.region, made.school.id, '2026-10-01'));
	for (let count = 0; count < 3; count++)
		await made.within(async (tx) => writes.answerCensus(tx, await made.link(census), { answer: 'right', note: '', seen }, NOW));
	expect((await made.within((tx) => positionOf(tx, made.by, made.position)))?.confirmed.map(({ on }) => on)).toEqual(['2026-10-01']);
});

test('the last day can be moved, and a reminder after it says so', async () => {
	const made = await make();
	const census = await made.begin();
	const [{ about }] = await made.mails();
	const text = async (now: Date) =>
		JSON.stringify(await made.within((tx) => positionMails['positions.census']?.(tx, made.region, about, now) as never));
	expect(await text(NOW)).toContain('bis 30. April 2027 zählt');
	expect(await text(later(60))).toContain('ist vorbei');
	await made.within((tx) => writes.moveDue(tx, made.by, census, '2027-08-31', TODAY));
	expect(await text(later(60))).toContain('bis 31. August 2027 zählt');
	await refused(
		made.within((tx) => writes.moveDue(tx, made.by, census, '2027-01-01', TODAY)),
		/schon vorbei/,
	);
});

test('a position is confirmed as a whole once every school of it has said so', async () => {
	const made = await make();
	await made.within(async (tx) => {
		const [site] = (await factsOf(tx, made.position)).sites;
		const share = { from: '2020-08-01', until: null, since: '', fte: 50 };
		await keepSite(tx, made.by, made.position, { ...share, entry: site?.id ?? null, school: 'Schule am Markt' });
		await keepSite(tx, made.by, made.position, { ...share, entry: null, school: 'Schule am Wald' });
	});
	const census = await made.begin();
	const confirmed = async () => {
		const one = await made.within((tx) => positionOf(tx, made.by, made.position));
		return one && confirmedOn(one.confirmations, one.sites, TODAY);
	};
	// Of somebody who works at both, each sees its own part.
	const shown = await made.within((tx) => shownRows(tx, 'de', made.region, made.school.id, TODAY));
	expect(shown.rows.map(({ people }) => people)).toEqual([['Alma Rieck, Umfang 0,50']]);
	for (const [at, expected] of ['', TODAY].entries()) {
		const one = (await made.asked(census))[at];
		await made.within((tx) => writes.answerFor(tx, made.by, census, one?.id ?? '', { answer: 'right', note: '' }, NOW));
		expect(await confirmed()).toBe(expected);
	}
});
