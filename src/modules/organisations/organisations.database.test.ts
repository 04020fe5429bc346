import { beforeAll, expect, test } from 'vitest';
import type { Coordinator } from '#modules/people/access.ts';
import type { Tx } from '#platform/db/database.ts';
import { Rejected } from '#platform/rejected.ts';
import { database } from '../../../tests/database.ts';
import { makeRegion } from '../../../tests/make.ts';
import { colleagues, organisations } from './read.server.ts';
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
