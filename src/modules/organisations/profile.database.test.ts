import { randomUUID } from 'node:crypto';
import { fc, test as property } from '@fast-check/vitest';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { tableOf } from '#platform/sheet/csv.ts';
import { tableOfFile } from '#platform/sheet/file.ts';
import { toCsv, toXlsx } from '#platform/sheet/sheet.ts';
import { database } from '../../../tests/database.ts';
import { makeRegion } from '../../../tests/make.ts';
import { makeProfile } from '../../../tests/make-register.ts';
import { refused } from '../../../tests/refused.ts';
import { insider } from './access.ts';
import { organisationMails, organisationMap, organisationSheet } from './output-profile.server.ts';
import { organisationByName, organisations, registered } from './read.server.ts';
import { insiderBy, organisationToken, type Profile, profileOf, profilesOf } from './read-profile.server.ts';
import { columnsOf, schoolFields } from './rules-school.ts';
import type { OwnProfile, ProfileInput } from './schema-profile.ts';
import { changeOrganisation } from './write.server.ts';
import { importSchools, previewSchools, undoImport } from './write-import.server.ts';
import * as writes from './write-profile.server.ts';

const { database: db, truth } = await database(6);
const within = <T>(work: Parameters<typeof db.within<T>>[1]) => db.within([1], work);
const coordinator = await within((tx) => makeRegion(tx));
const NOW = new Date('2027-03-16T09:00:00Z');
const later = (days: number) => new Date(NOW.getTime() + days * 24 * 3600_000);

async function make(facts: Partial<ProfileInput> = {}) {
	const name = `Stelle ${randomUUID()}`;
	const { id, token } = await within((tx) => makeProfile(tx, coordinator, { name, ...facts }));
	const held = async () => (await within((tx) => profileOf(tx, id))) as Profile;
	const input = async (more: Partial<ProfileInput> = {}): Promise<ProfileInput> => {
		const { verifiedAt, verifiedOwn, askedAt, archivedAt, link, years, municipality, id: _, ...rest } = await held();
		return { ...rest, ...more };
	};
	const save = async (more: Partial<ProfileInput> = {}) => {
		const wanted = await input(more);
		await within((tx) => writes.changeProfile(tx, coordinator, id, wanted));
	};
	const own = async (more: Partial<OwnProfile> = {}) => {
		const { street, postcode, phone, email, website, openingHours, possibilities, limits, waysOfWorking } = await held();
		const wanted = { street, postcode, phone, email, website, openingHours, possibilities, limits, waysOfWorking, ...more };
		await within((tx) => writes.changeOwnProfile(tx, insider(1, id, 1), wanted));
	};
	return { id, name, token, held, save, own };
}

const acts = ['save', 'own', 'plain', 'list', 'archive', 'ask', 'verify'] as const;
property.prop([fc.array(fc.constantFrom(...acts), { minLength: 1, maxLength: 8 })], { numRuns: 30 })(
	'invariant 12: whatever is edited, saved, taken over, archived or asked, only confirming says when it was confirmed',
	async (all) => {
		const made = await make({ type: 'school', number: String(Math.floor(Math.random() * 1e12)) });
		let expected: Date | null = null;
		for (const [step, act] of all.entries()) {
			const now = later(step + 1);
			const { name, number } = await made.held();
			const table = tableOf(`Schulnummer;Name;Ort;Straße\n${number};${name};Probe;Weg ${step + 2}`);
			const columns = columnsOf(table.headings, new Map());
			if (act === 'save') await made.save({ limits: `Stand ${step}` });
			if (act === 'own') await made.own({ phone: `0${step}` });
			if (act === 'plain')
				await within((tx) =>
					changeOrganisation(tx, coordinator, made.id, {
						name,
						type: 'school',
						street: `Gasse ${step}`,
						postcode: '',
						town: 'Probe',
						ags: '',
					}),
				);
			if (act === 'list') {
				const { id } = await within((tx) => importSchools(tx, coordinator, table, { name: 'Liste', columns }, now));
				if (step % 2 && id) await within((tx) => undoImport(tx, coordinator, id, now));
			}
			if (act === 'archive') await within((tx) => writes.archive(tx, coordinator, made.id, step % 2 === 0, now));
			if (act === 'ask') await within((tx) => writes.ask(tx, coordinator, made.id, now));
			if (act === 'verify') {
				await within((tx) => writes.verify(tx, coordinator, made.id, now));
				expected = now;
			}
			expect((await made.held()).verifiedAt).toEqual(expected);
		}
	},
);

test('invariant 12, in SQL: the application cannot say that something was confirmed but by confirming, and of no other region', async () => {
	const made = await make();
	for (const statement of [
		'update organisations.organisation set verified_at = now()',
		'update organisations.organisation set verified_own = true',
	])
		await expect(within((tx) => sql.raw(statement).execute(tx))).rejects.toThrow(/permission denied/);
	await db.within([2], (tx) => sql`select organisations.verify(${made.id}::uuid, true, now())`.execute(tx));
	expect((await made.held()).verifiedAt).toBeNull();
});

test('an organisation keeps itself by its link, which ends once the coordination enters another address', async () => {
	const made = await make();
	const comes = (token: string) => within((tx) => insiderBy(tx, 1, token));
	const { by } = (await comes(made.token)) ?? expect.fail('the link is good');
	await within((tx) => writes.verify(tx, by, made.id, NOW));
	expect(await made.held()).toMatchObject({ verifiedAt: NOW, verifiedOwn: true });
	await made.own({ possibilities: 'Beratung in der Schule', email: 'neu@traeger.example' });
	expect(await made.held()).toMatchObject({
		possibilities: 'Beratung in der Schule',
		email: 'neu@traeger.example',
		verifiedAt: NOW,
		link: 1,
	});
	await made.save({ email: 'andere@traeger.example' });
	expect(await comes(made.token)).toBeUndefined();
	// Whoever came by the earlier link and waited for the lock comes too late.
	await refused(made.own({ phone: '1' }), /andere Adresse/);
	await refused(
		within((tx) => writes.verify(tx, by, made.id, NOW)),
		/andere Adresse/,
	);
	const fresh = await within(async (tx) => organisationToken(tx, 1, await made.held()));
	expect((await comes(fresh))?.by).toEqual({ ...by, link: 2 });
	const other = await make();
	expect(await comes(fresh.replace(made.id, other.id))).toBeUndefined();
});

test('those that nobody has confirmed for a year are asked, and not again within thirty days', async () => {
	const region = await db.within([3], (tx) => makeRegion(tx, { id: 3, host: 'drei.example' }));
	const make3 = (facts: Partial<ProfileInput>) => db.within([3], (tx) => makeProfile(tx, region, { name: `S ${randomUUID()}`, ...facts }));
	const [stale, , fresh, gone] = [await make3({}), await make3({ email: '' }), await make3({}), await make3({})];
	await db.within([3], async (tx) => {
		await writes.verify(tx, region, fresh.id, NOW);
		await writes.archive(tx, region, gone.id, true, NOW);
	});
	const ask = (now: Date) => db.within([3], (tx) => writes.askDue(tx, region, now));
	const both = await Promise.all([ask(NOW), ask(NOW)]);
	expect(both.sort()).toEqual([0, 1]);
	const { rows } = await truth.query("select about from platform.mail where template = 'organisations.check' and region_id = 3");
	expect(rows.map(({ about }) => about)).toEqual([{ organisation: stale.id }]);
	expect([await ask(later(29)), await ask(later(31)), await ask(later(367))]).toEqual([0, 1, 2]);
	const mail = (id: string) =>
		db.within([3], async (tx) => (await organisationMails['organisations.check']?.(tx, 3, { organisation: id }, NOW)) ?? null);
	expect((await mail(stale.id))?.blocks.some((block) => 'url' in block && block.url.includes('/einrichtung/'))).toBe(true);
	expect(await mail(gone.id)).toBeNull();
	const silent = await make({ email: '' });
	await refused(
		within((tx) => writes.ask(tx, coordinator, silent.id, NOW)),
		/zuerst eine E-Mail/,
	);
	const known = await make();
	await within((tx) => writes.ask(tx, coordinator, known.id, NOW));
	await refused(
		within((tx) => writes.ask(tx, coordinator, known.id, NOW)),
		/gerade hinausgegangen/,
	);
});

test.each(['de', 'en'] as const)('what is taken away can be taken over again, and says what is known (%s)', async (language) => {
	const facts = {
		type: 'school',
		number: `Z-${language.toUpperCase()}`,
		forms: ['Grundschule', 'Vorklasse'],
		phone: '+49 9999 1',
		website: 'https://schule.example',
	} as const;
	const { id } = await make({ ...facts, forms: [...facts.forms], carrier: 'municipal' });
	const table = tableOf(
		`Schulnummer;Name;Ort;Schüler;Sozialindex;Schuljahr;Quelle;lat;lon\nZ-${language.toUpperCase()};${(await within((tx) => profileOf(tx, id)))?.name};Probe;210;5;2024/25;Amt;51,25;8.5`,
	);
	await within((tx) => importSchools(tx, coordinator, table, { name: '', columns: columnsOf(table.headings, new Map()) }, NOW));
	const profile = (await within((tx) => profileOf(tx, id))) as Profile;
	const sheet = organisationSheet(language, [{ profile, area: 'Nord' }]);
	for (const again of [tableOf(toCsv(sheet)), await tableOfFile(await toXlsx(sheet))]) {
		const columns = columnsOf(again.headings, new Map());
		expect(schoolFields.filter((field) => !columns.includes(field))).toEqual([]);
		const rows = await within((tx) => previewSchools(tx, again, columns));
		expect(rows.map(({ fate, match, changes }) => [fate, match, changes])).toEqual([['unchanged', id, []]]);
	}
});

test('what is there no longer is suggested nowhere, and comes back as it was; numbers of schools are their own', async () => {
	const made = await make({ name: 'Stelle am Tor' });
	await within((tx) => writes.archive(tx, coordinator, made.id, true, NOW));
	await within((tx) => writes.archive(tx, coordinator, made.id, true, later(1)));
	expect((await made.held()).archivedAt).toEqual(NOW);
	const isIn = (all: readonly { id: string }[]) => all.some(({ id }) => id === made.id);
	expect(isIn(await within((tx) => organisations(tx)))).toBe(false);
	// Those who keep the register see it, and where it is named it stays what it is.
	expect(isIn(await within((tx) => registered(tx, coordinator)))).toBe(true);
	expect(isIn(await within((tx) => organisations(tx, made.id)))).toBe(true);
	await within((tx) => writes.archive(tx, coordinator, made.id, false, NOW));
	expect(await within((tx) => organisationByName(tx, 'Stelle am Tor'))).toBe(made.id);
	const [one, two] = [await make({ type: 'school', number: 'A-1' }), await make({ type: 'school', number: '' })];
	await refused(two.save({ number: 'A-1' }), /schon eine andere Schule/);
	await one.save({ type: 'freeCarrier' });
	expect(await one.held()).toMatchObject({ number: '', forms: [] });
	await two.save({ number: 'A-1', forms: ['Grundschule'] });
	expect(await two.held()).toMatchObject({ number: 'A-1', forms: ['Grundschule'] });
	await refused(
		within((tx) => writes.verify(tx, coordinator, randomUUID(), NOW)),
		/gibt es nicht mehr/,
	);
});

test('a map reads where organisations are, with numbers as numbers and leading zeros kept', async () => {
	const table = tableOf(
		'Schulnummer;Name;Ort;PLZ;AGS;Schüler;Schuljahr;lat;lon\n0815;Kartenschule;Hain;01067;05974004;210;2024/25;51,5;8,25',
	);
	await within((tx) => importSchools(tx, coordinator, table, { name: 'Liste', columns: columnsOf(table.headings, new Map()) }, NOW));
	const all = await within((tx) => profilesOf(tx, coordinator));
	const text = JSON.stringify(
		organisationMap(
			'de',
			all.map((profile) => ({ profile, area: 'Nord' })),
		),
	);
	const { type, features } = JSON.parse(text) as ReturnType<typeof organisationMap>;
	expect(type).toBe('FeatureCollection');
	expect(features).toHaveLength(all.length);
	const one = features.find(({ properties }) => properties.name === 'Kartenschule');
	expect(one).toMatchObject({
		type: 'Feature',
		geometry: { type: 'Point', coordinates: [8.25, 51.5] },
		properties: { number: '0815', postcode: '01067', ags: '05974004', pupils: 210, schoolYear: '2024/25', area: 'Nord' },
	});
	expect(features.some(({ geometry }) => geometry === null)).toBe(true);
	// Nothing that is for the organisation alone.
	for (const { properties } of features) expect(Object.keys(properties)).not.toEqual(expect.arrayContaining(['email']));
});
