// A minimum that is not reached: warned of, thought through, decided, given out, told, and given out again after drop-outs, with
// nobody worse off. In a browser with and without JavaScript; what the browser works out is the server's answer to the byte.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allocate } from '#algorithms/allocation/allocate.ts';
import { InvalidProblem, type Problem, readProblem, Undecided } from '#algorithms/allocation/problem.ts';
import type { Limits } from '#algorithms/allocation/search.ts';
import * as conduct from '#modules/conduct/write.server.ts';
import { personalTokenOf, placeById } from '#modules/registration/read.server.ts';
import { seats } from '#modules/workshops/read.server.ts';
import type { Told } from '#modules/workshops/worker-browser.ts';
import { medium, tiny } from '../tests/allocation/random.ts';
import { startBrowser } from '../tests/browser.ts';
import { makeMeeting, makeRegion, person } from '../tests/make.ts';
import { until } from '../tests/server.ts';
import { sessionFor, startSite } from '../tests/site.ts';
import { type Sink, startSink } from '../tests/smtp.ts';

let browser: Browser;
beforeAll(async () => {
	browser = await startBrowser();
});
afterAll(() => browser.close());

const addressOf = (number: number) => `person-${number}@schule.example`;

/** Sixteen people for three workshops with a minimum of four; two want the first. */
async function stageWith(sink: Sink) {
	const site = await startSite({ SMTP_URL: sink.url });
	const ours = await site.database.within([1], async (tx) => {
		const coordinator = await makeRegion(tx, { origin: site.server.origin });
		const made = await makeMeeting(tx, coordinator, { workshops: [6, 6, 6], minimum: 4 });
		const [first = '', second = '', third = ''] = made.workshops;
		const places: string[] = [];
		for (let number = 0; number < 16; number++) {
			const wishes = number < 2 ? [first, second, third] : number % 2 === 0 ? [second, third] : [third, second];
			places.push((await conduct.register(tx, made.open, person(number), wishes, 'de')).place as string);
		}
		return { made, places, person: coordinator.person };
	});
	const session = await sessionFor(site.database, 1, ours.person);
	const ranks = () =>
		site.database.within([1], async (tx) => new Map((await seats(tx, ours.made.meeting.id)).map(({ place, rank }) => [place, rank])));
	const linkOf = (place: string) =>
		site.database.within([1], async (tx) => {
			const token = await personalTokenOf(tx, 1, (await placeById(tx, place)) as { id: string; linkVersion: number });
			return `${site.server.origin}/meine-anmeldung/${token}`;
		});
	return { ...site, ...ours, session, ranks, linkOf, desk: `${site.server.origin}/koordination/treffen/${ours.made.meeting.slug}` };
}

async function signedIn(origin: string, session: string, hasScript: boolean, complaints: string[] = []): Promise<Page> {
	const context = await browser.newContext({ javaScriptEnabled: hasScript, locale: 'de-DE', viewport: { width: 1280, height: 900 } });
	await context.addCookies([{ name: 'session', value: session, url: origin }]);
	const page = await context.newPage();
	// That a form was refused is no complaint.
	page.on('console', (message) => message.type() === 'error' && !/status of 4\d\d/.test(message.text()) && complaints.push(message.text()));
	page.on('pageerror', (error) => complaints.push(error.message));
	page.setDefaultTimeout(15_000);
	return page;
}

const told = (sink: Sink) => sink.mails.filter(({ subject }) => /^(Ihr Workshop|Workshops bei)/.test(subject ?? ''));

async function journey(hasScript: boolean): Promise<void> {
	const sink = await startSink();
	const stage = await stageWith(sink);
	const complaints: string[] = [];
	const page = await signedIn(stage.server.origin, stage.session, hasScript, complaints);

	// While registration runs, a colleague's warning.
	await page.goto(stage.desk);
	await page
		.getByText(
			'„Workshop 1“ wird seine Mindestzahl von 4 voraussichtlich nicht erreichen und fiele aus: Ohne Mindestzahl kämen 2 Personen.',
		)
		.waitFor();
	await page.goto(`${stage.desk}/verteilung`);
	await page.getByRole('link', { name: /Was wäre, wenn/ }).click();

	// As it is, the first is called off and four have no place; six seats more elsewhere would do, or taking place with fewer.
	const result = page.locator('[data-result]');
	const ask = async () => {
		if (!hasScript) await page.getByRole('button', { name: 'Ausrechnen' }).click();
	};
	await page.getByText('Noch nichts geändert.').waitFor();
	expect(await page.locator('[data-coming="0"]').innerText()).toBe('zu wenige, fällt aus');
	await page.getByLabel('Plätze: Workshop 2').fill('8');
	await ask();
	await result.getByText('2 × ohne Workshop (−2)').waitFor();
	await page.getByLabel('Findet statt: Workshop 1').selectOption('always');
	await ask();
	await result.getByText('0 × ohne Workshop (−4)').waitFor();
	expect(await page.locator('[data-coming="0"]').innerText()).toBe('2');
	// Nothing is decided yet.
	await page.getByLabel('Plätze: Workshop 2').fill('zwölf');
	if (hasScript) await result.getByText('Bitte geben Sie eine Zahl zwischen 0 und 10000 an.').waitFor();
	await ask();
	await page.getByRole('button', { name: 'Übernehmen' }).click();
	await page.getByRole('alert').getByText('Bitte geben Sie eine Zahl zwischen 0 und 10000 an.').waitFor();
	expect(await page.getByLabel('Findet statt: Workshop 1').inputValue()).toBe('always');
	await page.getByLabel('Plätze: Workshop 2').fill('8');
	await page.getByRole('button', { name: 'Übernehmen' }).click();
	await page.getByText('2 Workshops sind geändert.').waitFor();
	await page.getByRole('link', { name: 'Jetzt neu verteilen' }).click();

	// Given out and told.
	await page.getByRole('button', { name: 'Plätze verteilen' }).click();
	await page.getByText('Bewiesen: Besser geht es nach diesem Maßstab nicht.').waitFor();
	await page.getByRole('button', { name: 'Plätze bekannt geben' }).click();
	await page.getByText('Die Plätze sind bekannt gegeben.').waitFor();
	await until('sixteen mails', () => told(sink).length >= 16);
	const before = await stage.ranks();
	expect(before.size).toBe(16);

	// Three people drop out by their own links; whoever moves up is told.
	const gone = stage.places.filter((place) => before.get(place) === 1).slice(0, 3);
	for (const place of gone) {
		await page.goto(`${await stage.linkOf(place)}/absagen`);
		await page.getByRole('button', { name: 'Ja, ich sage ab' }).click();
		await page.locator('main[data-registration="withdrawn"]').waitFor();
	}
	const between = await stage.ranks();
	const movedUp = [...between].filter(([place, rank]) => before.get(place) !== rank).map(([place]) => place);
	await until('mails to who moved up', () => told(sink).length >= 16 + movedUp.length);

	// Given out again: nobody is worse off, and only those who gain hear of it.
	await page.goto(`${stage.desk}/verteilung`);
	await page.locator('summary', { hasText: 'Neu verteilen' }).click();
	await page.getByRole('button', { name: 'Neu verteilen' }).click();
	await page.getByText('Unten sehen Sie, wie neu verteilt würde.').waitFor();
	await page.getByRole('button', { name: 'Plätze bekannt geben' }).click();
	await page.getByText('Die Plätze sind bekannt gegeben.').waitFor();
	const after = await stage.ranks();
	expect([...after.keys()].sort()).toEqual(stage.places.filter((place) => !gone.includes(place)).sort());
	const worse = [...after].filter(([place, rank]) => rank > (before.get(place) as number) || rank > (between.get(place) as number));
	expect(worse).toEqual([]);
	const gained = [...after].filter(([place, rank]) => rank !== between.get(place));
	await until('mails to who gained', () => told(sink).length >= 16 + movedUp.length + gained.length);
	expect(told(sink)).toHaveLength(16 + movedUp.length + gained.length);
	for (const [number, place] of stage.places.entries()) {
		const mails = told(sink).filter(({ to }) => to?.some(({ address }) => address === addressOf(number)));
		expect(mails).toHaveLength(1 + Number(movedUp.includes(place)) + Number(gained.some(([one]) => one === place)));
	}
	expect(complaints).toEqual([]);
	await stage.database.close();
	expect(await stage.server.end()).toBe(0);
	await sink.stop();
}

describe('minimum not reached → what if → decision → mails → three drop-outs → given out again → nobody worse off', () => {
	test('with JavaScript', () => journey(true));
	test('without JavaScript', () => journey(false));
});

/** What the server answers, as text, or why there is no answer. */
function onServer(problem: Problem, limits: Limits): string {
	try {
		return JSON.stringify(allocate(problem, limits));
	} catch (error) {
		if (error instanceof InvalidProblem) return JSON.stringify(error instanceof Undecided ? 'undecided' : 'cannotBe');
		throw error;
	}
}

/** Two hundred people, eleven workshops in two rounds whose programmes overlap: the search is cut short by its limits. */
const large: Problem = {
	rounds: 2,
	workshops: Array.from({ length: 11 }, (_, at) => ({ id: `w${at}`, capacity: 20, minimum: 6, ...(at % 4 === 0 ? { rounds: [1] } : {}) })),
	participants: Array.from({ length: 200 }, (_, at) => ({
		id: `p${at}`,
		wishes: [...new Set([0, 1, 2, 3, 4].map((step) => `w${((at % 5) + step * (1 + (at % 4))) % 11}`))],
	})),
	seed: 9,
};

test('Chromium and Node give byte for byte the same answer, proof included, also where the search is cut short', async () => {
	const sink = await startSink();
	const { server, database, desk, session } = await stageWith(sink);
	const page = await signedIn(server.origin, session, true);
	await page.goto(`${desk}/verteilung/was-waere-wenn`);
	const limits: Limits = { nodes: 30, candidates: 1, draws: 1 };
	const possible = (problem: Problem) => {
		try {
			return [readProblem(problem)];
		} catch {
			return [];
		}
	};
	const problems = [
		...Array.from({ length: 150 }, (_, seed) => tiny(seed)),
		...Array.from({ length: 20 }, (_, seed) => medium(seed)),
		large,
	].flatMap(possible);
	expect(problems.length).toBeGreaterThan(150);
	const answers = await page.evaluate(
		async ({ problems, limits }) => {
			const { worker } = JSON.parse(document.querySelector<HTMLElement>('[data-what-if]')?.dataset['whatIf'] ?? '{}') as { worker: string };
			const thread = new Worker(worker, { type: 'module' });
			const answer = (problem: unknown) =>
				new Promise<string>((resolve, reject) => {
					thread.onerror = (event) => reject(new Error(event.message));
					thread.onmessage = ({ data }: MessageEvent<Told>) => 'answer' in data && resolve(JSON.stringify(data.answer));
					thread.postMessage({ problem, limits });
				});
			const all: string[] = [];
			for (const problem of problems) all.push(await answer(problem));
			return all;
		},
		{ problems, limits },
	);
	expect(answers).toEqual(problems.map((problem) => onServer(problem, limits)));
	expect(answers.filter((text) => text.includes('"optimal":false')).length).toBeGreaterThan(0);
	await database.close();
	await server.end();
	await sink.stop();
});
