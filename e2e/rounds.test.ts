// A real programme in two rounds: Schleswig-Holstein 2025, eleven workshops in the morning and in the afternoon, two different
// ones for each of two hundred people; moved ahead, with titles, seats and wishes of our own.
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { verify } from '#algorithms/allocation/verify.ts';
import { makeRegion } from '../tests/make.ts';
import { ask, sessionFor, startSite } from '../tests/site.ts';

interface Programme {
	id: string;
	titel: string;
	datum: string;
	ort: string;
	teilnehmende: number;
	workshops_anzahl: number;
}

const FILE = path.resolve(import.meta.dirname, '..', process.env['REAL_DATA'] ?? '../shared/data', 'programmes/fachtage_real.json');
const programme = fs.existsSync(FILE)
	? (JSON.parse(fs.readFileSync(FILE, 'utf8')) as Programme[]).find(({ id }) => id === 'sh-2025')
	: undefined;

test.skipIf(!programme)('"sh-2025" is entered, two hundred people get two different workshops each, and it is proven', async () => {
	const { titel, datum, ort, teilnehmende, workshops_anzahl } = programme as Programme;
	const { server, database } = await startSite();
	const coordinator = await database.within([1], (tx) => makeRegion(tx, { origin: server.origin }));
	const session = await sessionFor(database, 1, coordinator.person);
	const send = async (address: string, form: Record<string, string>) => {
		const answer = await ask(address.startsWith('http') ? address : server.origin + address, { session, form });
		expect(answer.status, answer.body.slice(0, 400)).toBe(303);
		return answer.location;
	};
	const [, month = '', day = ''] = datum.split('-');
	const year = String(new Date().getFullYear() + 1);
	const desk = await send('/koordination/treffen/neu', {
		title: titel,
		day: String(Number(day)),
		month: String(Number(month)),
		year,
		start: '9:00',
		end: '17:00',
		venueKind: 'external',
		venueName: ort,
		capacity: String(teilnehmende),
		opensDay: '1',
		opensMonth: '1',
		opensYear: '2020',
		closesDay: '1',
		closesMonth: String(Number(month)),
		closesYear: year,
	});
	const home = new URL(desk, server.origin).pathname.replace(/\/bearbeiten$/, '');
	for (const [title, start, end] of [
		['Runde am Vormittag', '10:00', '12:00'],
		['Runde am Nachmittag', '14:00', '16:00'],
	] as const)
		await send(`${home}/ablauf?/item`, { kind: 'workshops', title, start, end });
	const agenda = (await ask(`${server.origin}${home}/ablauf`, { session })).body;
	const phases = [...new Set([...agenda.matchAll(/name="phase[12]"[^>]*value="([^"]+)"/g)].map(([, id = '']) => id))];
	expect(phases).toHaveLength(2);
	for (let number = 1; number <= workshops_anzahl; number++)
		await send(`${home}/ablauf?/workshop`, {
			title: `Werkstatt ${number}`,
			capacity: '20',
			minimum: '6',
			phase1: phases[0] ?? '',
			phase2: phases[1] ?? '',
		});
	await send(`${home}?/publish`, {});

	const form = `${server.origin}${home.replace('/koordination/treffen/', '/veranstaltungen/')}/anmeldung`;
	const html = (await ask(form)).body;
	const values = [...(/<select[^>]*name="wish1"[\s\S]*?<\/select>/.exec(html)?.[0] ?? '').matchAll(/<option value="([^"]+)"/g)].map(
		([, value = '']) => value,
	);
	expect(values).toHaveLength(workshops_anzahl);
	const people = Array.from({ length: teilnehmende }, (_, number) => {
		// The first ones are wanted most.
		const first = number % 3 === 0 ? number % workshops_anzahl : number % 4;
		const wished = [0, 1, 2, 3, 4].map((step) => values[(first + step * (1 + (number % 5))) % workshops_anzahl] ?? '');
		return { number, wished: [...new Set(wished)] };
	});
	for (let at = 0; at < people.length; at += 40)
		await Promise.all(
			people.slice(at, at + 40).map(async ({ number, wished }) => {
				const answer = await ask(form, {
					form: {
						name: `Fachkraft ${number}`,
						email: `fachkraft-${number}@schule.example`,
						organisation: `Schule ${number % 60}`,
						profession: 'schoolSocialWork',
						...Object.fromEntries(wished.map((id, rank) => [`wish${rank + 1}`, id])),
					},
				});
				expect(`${answer.status} ${answer.location.split('/').at(-1)}`).toBe('303 bestaetigt');
			}),
		);

	await send(`${home}/verteilung?/allocate`, { objective: 'generous', seed: '11' });
	const progress = `${server.origin}${home}/verteilung/progress.json`;
	await expect.poll(async () => (await ask(progress, { session })).body, { timeout: 60_000, interval: 200 }).toBe('null');
	const page = (await ask(`${server.origin}${home}/verteilung`, { session })).body;
	expect(page).toContain('Bewiesen: Besser geht es nach diesem Maßstab nicht.');
	const record = JSON.parse((await ask(`${server.origin}${home}/verteilung/record.json`, { session })).body);
	expect(verify(record.input, record.output, record.certificate)).toBeNull();
	expect(record.output.placed + record.output.unplaced.length).toBe(2 * teilnehmende);
	expect(record.output.placed).toBeGreaterThan(1.9 * teilnehmende);
	const thoughts = await ask(`${server.origin}${home}/verteilung/was-waere-wenn`, { session });
	expect([thoughts.status, (thoughts.body.match(/5 Plätze mehr/g) ?? []).length]).toEqual([200, workshops_anzahl]);
	await send(`${home}/verteilung?/publish`, { draft: /name="draft" value="([^"]+)"/.exec(page)?.[1] ?? '' });

	const counts = await database.within([1], async (tx) => ({
		seats: await tx.selectFrom('workshops.seat').select(['place_id', 'run_id', 'agenda_item_id']).execute(),
		runs: await tx.selectFrom('workshops.run').select(['id', 'workshop_id', 'taken']).execute(),
	}));
	expect(counts.seats).toHaveLength(record.output.placed);
	expect(counts.runs.reduce((sum, { taken }) => sum + taken, 0)).toBe(record.output.placed);
	const workshopOf = new Map(counts.runs.map(({ id, workshop_id }) => [id, workshop_id]));
	const twice = new Set(counts.seats.map(({ place_id, run_id }) => `${place_id} ${workshopOf.get(run_id ?? '')}`));
	expect(twice.size).toBe(counts.seats.length);
	await database.close();
	expect(await server.end()).toBe(0);
});
