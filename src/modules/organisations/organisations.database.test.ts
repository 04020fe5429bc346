import { beforeAll, expect, test } from 'vitest';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import { database } from '../../../tests/database.ts';
import { makeRegion } from '../../../tests/make.ts';
import { colleagues, organisationByName, organisations } from './read.server.ts';
import { addressees, functions } from './read-audience.server.ts';
import { addColleague, addOrganisation, changeOrganisation, endMembership } from './write.server.ts';

const { database: db } = await database();
const within = <T>(work: (tx: Tx) => Promise<T>) => db.within([1], work);

let by: Coordinator;
beforeAll(async () => {
	by = await within((tx) => makeRegion(tx));
});

const school = { name: 'Lindenschule', type: 'school', street: 'Weg 1', postcode: '12345', town: 'Lindenfurt', ags: '' } as const;
const today = '2027-03-16';

test('an organisation is changed in place; another of the same name in the same town is refused', async () => {
	const id = await within((tx) => addOrganisation(tx, by, school));
	const other = await within((tx) => addOrganisation(tx, by, { ...school, name: 'Eichenschule' }));
	await within((tx) => changeOrganisation(tx, by, id, { ...school, name: 'Neue Lindenschule', town: 'Eichfeld' }));
	const known = (await within(organisations)).map(({ id, name, town }) => ({ id, name, town }));
	expect(known).toEqual(
		expect.arrayContaining([
			{ id, name: 'Neue Lindenschule', town: 'Eichfeld' },
			{ id: other, name: 'Eichenschule', town: 'Lindenfurt' },
		]),
	);
	await expect(
		within((tx) => changeOrganisation(tx, by, other, { ...school, name: 'Neue Lindenschule', town: 'Eichfeld' })),
	).rejects.toThrow(Rejected);
	await expect(within((tx) => changeOrganisation(tx, by, '00000000-0000-4000-8000-000000000000', school))).rejects.toThrow(Rejected);
});

test('somebody works in several places; what has ended is no longer shown', async () => {
	const organisation = await within((tx) => addOrganisation(tx, by, { ...school, name: 'Ahornschule' }));
	const ada = { name: 'Ada Amt', email: 'ada@amt.example', organisation, function: 'Schulsozialarbeit', since: '2026-08-01' };
	expect((await within((tx) => addColleague(tx, by, ada, today))).isKnown).toBe(false);
	await expect(within((tx) => addColleague(tx, by, ada, today))).rejects.toThrow(Rejected);
	const second = await within((tx) => addColleague(tx, by, { ...ada, name: 'Anders', function: 'Vertretung', since: null }, today));
	expect(second.isKnown).toBe(true);
	const seen = async () => (await within((tx) => colleagues(tx, by, today))).filter(({ email }) => email === 'ada@amt.example');
	expect(await seen()).toMatchObject([
		{
			name: 'Ada Amt',
			isCoordinator: false,
			memberships: [
				{ organisation: 'Ahornschule', function: 'Schulsozialarbeit', since: '2026-08-01' },
				{ organisation: 'Ahornschule', function: 'Vertretung', since: today },
			],
		},
	]);
	const [first] = (await seen())[0]?.memberships ?? [];
	await within((tx) => endMembership(tx, by, first?.id as string, today));
	await expect(within((tx) => endMembership(tx, by, first?.id as string, today))).rejects.toThrow(Rejected);
	expect((await seen())[0]?.memberships).toMatchObject([{ function: 'Vertretung' }]);
});

test('a name or a function that begins with an umlaut is found by whatever case it is typed in', async () => {
	const organisation = await within((tx) => addOrganisation(tx, by, { ...school, name: 'ÜBERGANGSSCHULE Öd' }));
	expect(await within((tx) => organisationByName(tx, 'übergangsschule öd'))).toBe(organisation);
	expect(await within((tx) => organisationByName(tx, 'Übergangsschule ÖD, Lindenfurt'))).toBe(organisation);
	for (const [email, what] of [
		['uta@amt.example', 'Übergangslotsin'],
		['udo@amt.example', 'übergangslotsin'],
	] as const)
		await within((tx) => addColleague(tx, by, { name: 'Uta Udo', email, organisation, function: what, since: '2026-08-01' }, today));
	const known = (await within((tx) => functions(tx, by, today))).filter(({ name }) => /bergangslotsin/.test(name));
	expect(known.map(({ people }) => people)).toEqual([2]);
	const wanted = { types: [], functions: known.map(({ name }) => name), areas: [] };
	expect((await within((tx) => addressees(tx, by, wanted, today))).map(({ email }) => email).sort()).toEqual([
		'udo@amt.example',
		'uta@amt.example',
	]);
});
