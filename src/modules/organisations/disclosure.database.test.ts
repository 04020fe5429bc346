import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { database } from '../../../tests/database.ts';
import { makeRegion } from '../../../tests/make.ts';
import { makeProfile } from '../../../tests/make-register.ts';
import type { Insider } from './access.ts';
import { contactsOf } from './read-contact.server.ts';
import { disclosedOf, insiderBy, profileOf } from './read-profile.server.ts';
import { isStale } from './rules-profile.ts';
import { isListed, levels, officialTypes, type Reader, readers, type Shown, seen, seenBy, shownFields, usual } from './rules-visibility.ts';
import type { ContactInput } from './schema-contact.ts';
import { disclose, dropContact, keepContact } from './write-disclosure.server.ts';
import { archive, changeProfile, verify } from './write-profile.server.ts';

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
const somebody = (facts: Partial<ContactInput> = {}): ContactInput => ({
	contact: randomUUID(),
	kind: 'leadership',
	contactFunction: '',
	deputy: false,
	contactName: 'Kim Amsel',
	contactPhone: '',
	contactEmail: '',
	hours: '',
	level: 'internal',
	agreed: false,
	...facts,
});
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
	await within((tx) => disclose(tx, coordinator, id, { listed: true, visibility: { ...usual, limits: 'public' } }, NOW));
	await within(async (tx) => disclose(tx, await insider(token), id, { listed: false, visibility: usual }, new Date(NOW.getTime() + 1000)));
	expect(await within((tx) => disclosedOf(tx, id))).toMatchObject({ own: true });
	expect(await profile(id)).toMatchObject({ listed: false, visibility: usual });
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
	await expect(within((tx) => disclose(tx, by, one.id, { listed: true, visibility: usual }, NOW))).rejects.toThrow(/link/i);
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
