// A conference that is over, whose board says what matters most, and the next one of its kind.
import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { guestBy, whole } from '#modules/boards/read.server.ts';
import { handOver } from '#modules/boards/write-handover.server.ts';
import { help } from '#modules/boards/write-helper.server.ts';
import { castBallot } from '#modules/boards/write-vote.server.ts';
import { boardOfToday, DESK } from './board.ts';
import { beginAgo, leadBoard, makeEditions, makeMeeting } from './make.ts';
import { startSink } from './smtp.ts';

/**
 * Two conferences of one kind on a running site. At the first, "Durchwahlen" came first of three priorities; the room named who takes care, and somebody wants
 * to work along.
 */
export async function conferences(browser: Browser) {
	const sink = await startSink();
	const made = await boardOfToday({ title: 'Wünsche' }, { SMTP_URL: sink.url });
	await made.moveTo('collecting');
	await made.lead('paper', { table: '1', column: made.columns[0] as string, cards: 'Durchwahlen\nParkplätze\nKaffee' });
	await made.moveTo('voting');
	await made.within(async (tx) => {
		const held = await whole(tx, made.board.id);
		const bundle = held?.bundles.find((one) => one.title === 'Durchwahlen')?.id as string;
		const phone = await guestBy(tx, 1, made.board.id, 'somebody', null);
		await castBallot(tx, phone, 3, randomUUID(), { rev: 1, dots: { [bundle]: 2 } }, new Date());
		await leadBoard(tx, made.by, 'counting', 'result', 'handover');
		await handOver(tx, made.by, { bundle, who: 'Bildungsbüro', step: 'Liste anlegen', due: 'nächstes Treffen' });
		await help(tx, phone, { key: randomUUID(), bundle, helperName: 'Robin Beispiel', helperEmail: 'robin@schule.example' });
	});
	const next = await made.within((tx) => makeMeeting(tx, made.coordinator, { input: { title: 'Die nächste Konferenz' } }));
	await made.within(async (tx) => {
		await makeEditions(tx, made.coordinator, [made, next]);
		await beginAgo(tx, made.meeting, 24);
	});
	const signedIn = async (javaScriptEnabled: boolean) => {
		const context = await browser.newContext({ ...DESK, javaScriptEnabled });
		await context.addCookies([{ name: 'session', value: made.session, url: made.origin }]);
		return context.newPage();
	};
	const at = (meeting: { meeting: { slug: string } }, tab = 'auftraege') =>
		`${made.origin}/koordination/treffen/${meeting.meeting.slug}/${tab}`;
	const end = async () => {
		await made.end();
		await sink.stop();
	};
	return { ...made, next, signedIn, at, sink, end };
}
