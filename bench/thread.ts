// The red thread of a region that has met for years.
import { brotliCompressSync } from 'node:zlib';
import { sql } from 'kysely';
import { addFormat, holdEdition, planEdition } from '#modules/events/write-format.server.ts';
import { give, showMandate } from '#modules/thread/write.server.ts';
import { openDatabase } from '#platform/db/database.ts';
import { makeMeeting, makeRegion } from '../tests/make.ts';
import { startServer } from '../tests/server.ts';
import { ask } from '../tests/site.ts';
import { memory, withDatabase } from './http.ts';
import { percentile, say } from './measure.ts';

const FORMATS = 20;
const MEETINGS = 200;
const MANDATES = 4;
const ROUNDS = 25;

/** Times and weighs `/faden` with 200 meetings and 1,000 objects, all of them public. Goals: 300 ms, 60 KB compressed. */
export async function thread(): Promise<void> {
	await withDatabase(async (url) => {
		const server = await startServer({ DATABASE_URL: url });
		const database = openDatabase(url, 4);
		const within = <T>(work: Parameters<typeof database.within<T>>[1]) => database.within([1], work);
		const coordinator = await within((tx) => makeRegion(tx, { origin: server.origin }));
		const made: Awaited<ReturnType<typeof makeMeeting>>[] = [];
		for (let number = 0; number < FORMATS; number++) {
			const format = await within((tx) => addFormat(tx, coordinator, { name: `Konferenz im Planungsraum ${number + 1}`, cadence: null }));
			for (let edition = 0; edition < MEETINGS / FORMATS; edition++)
				await within(async (tx) => {
					const meeting = await makeMeeting(tx, coordinator, {
						input: { title: `${edition + 1}. Konferenz im Planungsraum ${number + 1}` },
					});
					const planned = { format, area: null, number: null, planned: { year: 2017 + edition } };
					await holdEdition(tx, meeting.organiser, await planEdition(tx, coordinator, planned));
					const years = `${10 - edition} years`;
					await sql`update events.meeting set starts_at = starts_at - ${years}::interval, ends_at = ends_at - ${years}::interval where id = ${meeting.meeting.id}`.execute(
						tx,
					);
					for (let at = 0; at < MANDATES; at++) {
						const facts = { key: null, bundle: null, step: '', due: '', carerName: '', carerEmail: '', asking: null };
						const said = new Date(meeting.meeting.startsAt.getTime() - (10 - edition) * 365 * 24 * 3600_000);
						const title = `Auftrag ${at + 1} der ${edition + 1}. Konferenz: Wege zwischen Schule und Jugendamt ${number}-${at}`;
						const mandate = await give(tx, meeting.organiser, { ...facts, title, asked: `Einrichtung ${(number * 7 + at) % 40}` }, said);
						await showMandate(tx, meeting.organiser, { mandate, isPublic: true });
					}
					// A quarter of them becomes an agreement, signed by both.
					await sql`with mandate as (select region_id, id, meeting_id, title from thread.mandate where meeting_id = ${meeting.meeting.id} order by title limit 1),
						made as (insert into thread.agreement (region_id, meeting_id, mandate_id, term, is_public)
							select region_id, meeting_id, id, 'any', true from mandate returning region_id, id),
						text as (select made.region_id, made.id, json_build_object('title', 'Vereinbarung zu ' || left(mandate.title, 80),
							'parties', json_build_array(json_build_object('id', 'a', 'name', 'Schule', 'role', 'signatory'), json_build_object('id', 'b', 'name', 'Jugendamt', 'role', 'signatory')),
							'clauses', json_build_array(json_build_object('heading', 'Ziele', 'text', repeat('Wir reden früh. ', 100))),
							'from', '2018-01-01', 'until', '', 'review', '', 'annexes', json_build_array())::text as content from made, mandate)
						insert into thread.agreement_version (region_id, agreement_id, number, content, hash, made_at)
							select region_id, id, 1, content, encode(sha256(convert_to(content, 'UTF8')), 'hex'), now() from text`.execute(tx);
					made.push(meeting);
				});
		}
		await within(async (tx) => {
			await sql`insert into thread.agreement_entry (region_id, agreement_id, number, kind, at, version, note)
				select region_id, id, 1, 'ended', now(), 1, 'Alle Schulen sind dabei.' from thread.agreement`.execute(tx);
		});
		const { rows } = await within((tx) =>
			sql<{ n: number }>`select (select count(*) from thread.mandate)::int + (select count(*) from thread.agreement)::int as n`.execute(tx),
		);
		say('meetings, objects', made.length, rows[0]?.n ?? 0);
		for (const path of ['/faden', '/faden/faden.json']) {
			const times: number[] = [];
			let body = '';
			for (let round = 0; round < ROUNDS; round++) {
				const began = performance.now();
				body = (await ask(server.origin + path)).body;
				times.push(performance.now() - began);
			}
			say(
				`${path}: ms p50, p95; KB, KB compressed`,
				percentile(times, 0.5),
				percentile(times, 0.95),
				body.length / 1000,
				brotliCompressSync(body).length / 1000,
			);
		}
		say('peak memory MB', memory(server));
		await database.close();
		await server.end();
	});
}
