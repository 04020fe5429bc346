import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Actor } from '#modules/people/access.ts';
import { addPerson } from '#modules/people/write.server.ts';
import { housekeeping } from '#modules/privacy/job.server.ts';
import { database } from '../../../tests/database.ts';
import { makeRegion } from '../../../tests/make.ts';
import { contacting, discloseNow, makeProfile } from '../../../tests/make-register.ts';
import type { Insider } from './access.ts';
import { contactsOf } from './read-contact.server.ts';
import { disclosedOf, insiderBy, ownOrganisations, profileOf } from './read-profile.server.ts';
import { isStale } from './rules-profile.ts';
import { isListed, levels, officialTypes, type Reader, readers, type Shown, seen, seenBy, shownFields, usual } from './rules-visibility.ts';
import { addMembership, endMembership } from './write.server.ts';
import { disclose, dropContact, eraseContacts, keepContact } from './write-disclosure.server.ts';
import { archive, changeProfile, renewLink, verify } from './write-profile.server.ts';

const { database: db, truth } = await database(4);
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const NOW = new Date('2027-03-16T09:00:00Z');
const TODAY = '2027-03-16';
const make = () => within((tx) => makeProfile(tx, coordinator));
const profile = async (id: string) => {
	const known = await within((tx) => profileOf(tx, id));
	if (!known) throw new Error('it is there');
	return known;
};
const insider = async (token: string) => (await within((tx) => insiderBy(tx, 1, token)))?.by as Insider;
const somebody = contacting;
const contacts = (id: string, reader: Reader = 'coordination') => within((tx) => contactsOf(tx, { reader }, [id]));

test('every field of the table is shown to those who see its level, and looks unknown to others', async () => {
	const { id } = await make();
	const known = {
		...(await profile(id)),
		street: 'Weg 1',
		phone: '1',
		email: 'a@b.example',
		website: 'https://x.example',
		openingHours: 'o',
	};
	const full = {
		...known,
		possibilities: 'p',
		limits: 'l',
		waysOfWorking: 'w',
		listed: true,
		years: [{ year: '2026/27', pupils: 10, socialIndex: 4, source: 's' }],
	};
	for (const field of shownFields)
		for (const level of levels)
			for (const reader of readers) {
				// Everything else is shown to everybody, so that only this field can be missing.
				const visibility = {
					...(Object.fromEntries(shownFields.map((one) => [one, 'public'])) as Record<Shown, 'public'>),
					[field]: level,
				};
				const shown = seen(reader, { ...full, visibility });
				const value = field === 'pupils' || field === 'socialIndex' ? shown?.years[0]?.[field] : shown?.[field];
				const isSeen = seenBy(reader).includes(level);
				expect(Boolean(value), `${field}, ${level}, ${reader}`).toBe(isSeen);
				for (const other of shownFields.filter((one) => one !== field && one !== 'pupils' && one !== 'socialIndex'))
					expect(shown?.[other as 'street'], `${other} beside ${field}`).toBe(full[other as 'street']);
			}
});

test('bodies under public law are in the directory as long as nobody says otherwise; others only when somebody says so', () => {
	for (const type of officialTypes()) expect(isListed({ type, listed: null })).toBe(true);
	for (const type of ['freeCarrier', 'church', 'kindergarten', 'network', 'other'] as const)
		expect([null, true, false].map((listed) => isListed({ type, listed }))).toEqual([false, true, false]);
	expect(isListed({ type: 'school', listed: false })).toBe(false);
});

test('who sees what is said by the organisation itself or by the coordination, and what was said stays', async () => {
	const { id, token } = await make();
	expect(await within((tx) => disclosedOf(tx, id))).toBeUndefined();
	await within((tx) => discloseNow(tx, coordinator, id, { listed: true, visibility: { ...usual, limits: 'public' } }, NOW));
	await within(async (tx) =>
		discloseNow(tx, await insider(token), id, { listed: false, visibility: usual }, new Date(NOW.getTime() + 1000)),
	);
	expect(await within((tx) => disclosedOf(tx, id))).toMatchObject({ own: true });
	expect(await profile(id)).toMatchObject({ listed: null, visibility: usual });
	const { rows } = await truth.query('select listed, own, person_id from organisations.disclosure where organisation_id = $1 order by at', [
		id,
	]);
	expect(rows).toEqual([
		{ listed: true, own: false, person_id: coordinator.person },
		{ listed: false, own: true, person_id: null },
	]);
	for (const statement of [
		`update organisations.disclosure set listed = true where organisation_id = '${id}'`,
		`delete from organisations.disclosure where organisation_id = '${id}'`,
	])
		await expect(within((tx) => sql.raw(statement).execute(tx))).rejects.toMatchObject({ code: '42501' });
});

test('an earlier link says nothing any more, and one organisation nothing about another', async () => {
	const [one, other] = [await make(), await make()];
	const by = await insider(one.token);
	const kept = somebody();
	await within((tx) => keepContact(tx, coordinator, other.id, kept, TODAY));
	// Somebody of another organisation is neither changed nor taken over.
	await expect(within((tx) => keepContact(tx, by, one.id, { ...kept, contactName: 'Dieb' }, TODAY))).rejects.toThrow(
		/no longer|nicht mehr/,
	);
	await expect(within((tx) => dropContact(tx, by, one.id, kept.contact))).rejects.toThrow(/no longer|nicht mehr/);
	expect(await contacts(other.id)).toMatchObject([{ name: 'Kim Amsel' }]);
	const known = await profile(one.id);
	await within((tx) => changeProfile(tx, coordinator, one.id, { ...known, email: 'neu@stelle.example' }));
	await expect(within((tx) => discloseNow(tx, by, one.id, { listed: true, visibility: usual }, NOW))).rejects.toThrow(/link/i);
	await expect(within((tx) => keepContact(tx, by, one.id, somebody(), TODAY))).rejects.toThrow(/link/i);
	expect(await contacts(one.id)).toEqual([]);
});

test('somebody is entered once with one form, in the order of what for, deputies last, and keeps the day they agreed', async () => {
	const { id } = await make();
	const head = somebody({ level: 'public', agreed: true });
	await within((tx) => keepContact(tx, coordinator, id, somebody({ contactName: 'Zoe Zabel', deputy: true }), TODAY));
	await within((tx) => keepContact(tx, coordinator, id, somebody({ kind: 'other', contactName: 'Ada Arp' }), TODAY));
	await Promise.all([1, 2].map(() => within((tx) => keepContact(tx, coordinator, id, head, TODAY))));
	await within((tx) => keepContact(tx, coordinator, id, { ...head, hours: 'werktags' }, '2028-01-01'));
	expect((await contacts(id)).map(({ name }) => name)).toEqual(['Kim Amsel', 'Zoe Zabel', 'Ada Arp']);
	expect((await contacts(id))[0]).toMatchObject({ hours: 'werktags', agreedOn: TODAY });
	expect((await contacts(id, 'visitor')).map(({ name }) => name)).toEqual(['Kim Amsel']);
	await within((tx) => keepContact(tx, coordinator, id, { ...head, level: 'internal', agreed: false }, TODAY));
	expect((await contacts(id))[0]).toMatchObject({ agreedOn: null });
	// Not even by a mistake of ours is somebody public who did not agree.
	await expect(
		truth.query(`update organisations.contact set level = 'public', agreed_on = null where id = $1`, [head.contact]),
	).rejects.toMatchObject({ code: '23514' });
});

test('an organisation names no more than forty people', async () => {
	const { id } = await make();
	for (let number = 0; number < 40; number++) await within((tx) => keepContact(tx, coordinator, id, somebody(), TODAY));
	await expect(within((tx) => keepContact(tx, coordinator, id, somebody(), TODAY))).rejects.toThrow(/40/);
	expect(await contacts(id)).toHaveLength(40);
});

test('where a specialist for child protection is named, half a year is long ago', async () => {
	const { id } = await make();
	await within((tx) => verify(tx, coordinator, id, NOW));
	const inMonths = (months: number) => new Date(Date.UTC(2027, 2 + months, 17));
	const stale = async () => {
		const known = await profile(id);
		return [5, 7, 13].map((months) => isStale(known, inMonths(months)));
	};
	expect(await stale()).toEqual([false, false, true]);
	await within((tx) => keepContact(tx, coordinator, id, somebody({ kind: 'childProtection' }), TODAY));
	expect(await stale()).toEqual([false, true, true]);
});

test('an organisation that is no more is seen by nobody in the directory', async () => {
	const { id } = await make();
	await within((tx) => archive(tx, coordinator, id, true, NOW));
	const known = await profile(id);
	for (const reader of readers) expect(seen(reader, known)).toBeUndefined();
});

test('who agreed agreed for themselves: somebody else in their place is asked anew, and is not taken for them', async () => {
	const { id } = await make();
	const head = somebody({ level: 'public', agreed: true });
	await within((tx) => keepContact(tx, coordinator, id, head, '2020-01-01'));
	const next = { ...head, contactName: 'Neue Leitung', isKnown: true, agreedAs: 'Kim Amsel' };
	await expect(within((tx) => keepContact(tx, coordinator, id, next, TODAY))).rejects.toThrow(/other|anderem/);
	expect((await contacts(id))[0]).toMatchObject({ name: 'Kim Amsel', agreedOn: '2020-01-01' });
	await within((tx) => keepContact(tx, coordinator, id, { ...next, agreedAs: 'Neue Leitung' }, TODAY));
	expect((await contacts(id))[0]).toMatchObject({ name: 'Neue Leitung', agreedOn: TODAY });
	// Nor does somebody who was removed come back with a form that was opened before.
	await within((tx) => dropContact(tx, coordinator, id, head.contact));
	await expect(within((tx) => keepContact(tx, coordinator, id, { ...next, agreedAs: 'Neue Leitung' }, TODAY))).rejects.toThrow(/no longer/);
	expect(await contacts(id)).toEqual([]);
});

test('an organisation whose kind changes becomes public by nothing but its own word', async () => {
	const [club, school] = [await make(), await make()];
	const change = async (id: string, type: 'school' | 'freeCarrier') => {
		const known = await profile(id);
		await within((tx) => changeProfile(tx, coordinator, id, { ...known, type }));
		return isListed(await profile(id));
	};
	expect(await change(club.id, 'school')).toBe(false);
	await change(school.id, 'school');
	await within((tx) => discloseNow(tx, coordinator, school.id, { listed: true, visibility: { ...usual, phone: 'internal' } }, NOW));
	// A school that was public as schools are is none of them any more.
	expect(await change(school.id, 'freeCarrier')).toBe(false);
	await within((tx) => discloseNow(tx, coordinator, school.id, { listed: true, visibility: usual }, NOW));
	expect(await change(school.id, 'school')).toBe(true);
	expect(await change(school.id, 'freeCarrier')).toBe(true);
});

test('what somebody else has decided meanwhile is not undone by an older form', async () => {
	const { id } = await make();
	const said = { seen: '', listed: true, visibility: usual };
	await within((tx) => disclose(tx, coordinator, id, { ...said, listed: false }, NOW));
	await expect(within((tx) => disclose(tx, coordinator, id, said, NOW))).rejects.toThrow(/meanwhile/);
	expect(isListed(await profile(id))).toBe(false);
});

test('of an organisation that is no more nothing new is said, its link reads nothing, and whom one turned to is forgotten a year later', async () => {
	const { id, token } = await make();
	await within((tx) => keepContact(tx, coordinator, id, somebody(), TODAY));
	await within((tx) => archive(tx, coordinator, id, true, NOW));
	const by = await insider(token);
	await expect(within((tx) => keepContact(tx, by, id, somebody(), TODAY))).rejects.toThrow(/bring it back/);
	await expect(within((tx) => discloseNow(tx, by, id, { listed: true, visibility: usual }, NOW))).rejects.toThrow(/bring it back/);
	await within((tx) => eraseContacts(tx, NOW));
	expect(await contacts(id)).toHaveLength(1);
	await within((tx) => eraseContacts(tx, new Date(NOW.getTime() + 1)));
	expect(await contacts(id)).toEqual([]);
	await within((tx) => archive(tx, coordinator, id, false, NOW));
	await within((tx) => renewLink(tx, coordinator, id));
	expect(await insider(token)).toBeUndefined();
});

test('whoever works in an organisation with an account comes to what its link opens, as long as they work there', async () => {
	const { id, token } = await make();
	const person = await within((tx) => addPerson(tx, 1, { name: 'Ada Arp', email: 'ada@x.example' }));
	const actor: Actor = { region: 1, person, name: 'Ada Arp', email: 'ada@x.example', roles: [], teams: [] };
	const own = (today = TODAY) => within((tx) => ownOrganisations(tx, actor, today));
	expect(await own()).toEqual([]);
	await within((tx) => addMembership(tx, 1, { person, organisation: id, function: 'Leitung', since: '2020-01-01' }));
	expect((await own()).map((one) => one.token)).toEqual([token]);
	expect(await own('2019-01-01')).toEqual([]);
	const { rows } = await truth.query('select id from organisations.membership where person_id = $1', [person]);
	await within((tx) => endMembership(tx, coordinator, rows[0].id, TODAY));
	expect(await own()).toEqual([]);
	// What they had on their desk opens nothing any more.
	expect(await insider(token)).toBeUndefined();
});

test('at night organisations are asked where the region said so, and each once', async () => {
	const { id } = await make();
	const asked = async () => (await profile(id)).askedAt !== null;
	const night = housekeeping(db);
	await night({ region: 1 });
	expect(await asked()).toBe(false);
	await truth.query('update places.region set asks_by_itself = true where id = 1');
	// One that came with a list, and whom nobody asked yet, is not asked by itself.
	await night({ region: 1 });
	expect(await asked()).toBe(false);
	await within((tx) => verify(tx, coordinator, id, new Date('2020-01-01T00:00:00Z')));
	await night({ region: 1 });
	expect(await asked()).toBe(true);
	const { rows: before } = await truth.query('select asked_at from organisations.organisation where id = $1', [id]);
	await night({ region: 1 });
	expect((await truth.query('select asked_at from organisations.organisation where id = $1', [id])).rows).toEqual(before);
});
