import { fail, redirect } from '@sveltejs/kit';
import type { Facilitator } from '#modules/boards/access.ts';
import { facilitatorAs } from '#modules/boards/access.ts';
import { boardOf, helpersFor, linksOf, whole } from '#modules/boards/read.server.ts';
import { isVoting } from '#modules/boards/rules.ts';
import { lines, priorities } from '#modules/boards/rules-list.ts';
import { board, removed, renewed } from '#modules/boards/schema.ts';
import { handed, helperGone, shownToAll, takenOver } from '#modules/boards/schema-vote.ts';
import { words } from '#modules/boards/words.ts';
import { removeBoard, renewLink, saveBoard } from '#modules/boards/write-board.server.ts';
import { handOver, showToAll, takeOver } from '#modules/boards/write-handover.server.ts';
import { forgetHelper } from '#modules/boards/write-helper.server.ts';
import type { Organiser } from '#modules/events/access.ts';
import { guidingQuestions, meetingsToPrepare } from '#modules/events/read.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled, isId, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { pathOf } from '../../../../../board.server.ts';
import { nothingHere, organiser } from '../../../../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

/** The organiser's board and the proof that they lead it; 404 for any other. */
async function ownBoard(tx: Tx, locals: App.Locals, params: { meeting: string; board: string }) {
	const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
	const found = (isId(params.board) && (await boardOf(tx, by, params.board))) || nothingHere();
	return { meeting, board: found, by: { ...by, ...(facilitatorAs(by, found) ?? nothingHere()) } as Organiser & Facilitator };
}

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { language, now, region } = locals;
		const { meeting, board: found, by } = await ownBoard(tx, locals, params);
		const held = (await whole(tx, found.id)) ?? nothingHere();
		const at = (path: string) => region.origin + to(language, path);
		const state = held.stages.at(-1)?.state ?? 'ready';
		const list = priorities(held);
		const hasSlips = found.codes > 0 || found.method === 'dots';
		const slipsAreThere = found.codes > 0 || isVoting(state);
		const links = await linksOf(tx, by, now);
		const onlyChosen = url.searchParams.get('chosen') === 'yes';
		return {
			board: {
				...found,
				state,
				isFixed: held.stages.length > 1 || held.cards.length > 0,
				isVoted: held.stages.some((stage) => stage.state === 'voting'),
			},
			join: at(`/b/${found.code}`),
			links: links.map(({ role, token }) => ({ role, href: to(language, `/${pathOf[role]}/${token}`) })),
			lines: lines(held, onlyChosen),
			priorities: list,
			printable: [
				...(state === 'closed' ? [] : ['sheets' as const]),
				...(hasSlips && slipsAreThere ? ['slips' as const] : []),
				...(list ? ['poster' as const] : []),
			],
			// What comes later is told too, with what it waits for.
			later: [
				...(hasSlips && !slipsAreThere && !list && state !== 'closed' ? ['slips' as const] : []),
				...(list || state === 'closed' ? [] : ['poster' as const]),
			],
			bundles: held.bundles,
			ranked: list && held.vote ? held.vote.ranked : [],
			handed: held.handed,
			helpers: list
				? await helpersFor(
						tx,
						list.map(({ bundle }) => bundle),
					)
				: [],
			ballots: held.vote?.ballots ?? 0,
			onlyChosen,
			questions: await guidingQuestions(tx, meeting.id),
			known: filled({
				title: found.title,
				tables: String(found.tables),
				choices: String(found.choices),
				dots: String(found.dots),
				dotsEach: String(found.dotsEach),
				codes: String(found.codes),
				method: found.method,
				...Object.fromEntries(
					held.columns.flatMap(({ kind, title, question }, at) => [
						[`kind${at + 1}`, kind],
						[`title${at + 1}`, title],
						[`question${at + 1}`, question],
					]),
				),
			}),
			targets: (await meetingsToPrepare(tx, by.isCoordinator ? null : (locals.actor?.teams ?? []), now))
				.filter((one) => one.id !== meeting.id)
				.map(({ slug, title }) => ({ value: slug, label: title })),
			blank: filled({ target: meeting.slug, newTitle: found.title, first: list ? '3' : '0' }),
			done: url.searchParams.get('done'),
		};
	});

const back = (locals: App.Locals, { meeting, board: id }: { meeting: string; board: string }, done: string): never =>
	redirect(303, to(locals.language, `/desk/meetings/${meeting}/boards/${id}?done=${done}`));

export const actions: Actions = {
	save: async ({ request, locals, params }) => {
		const input = await parse(request, board, words(locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		const outcome = await answer(locals.within(async (tx) => saveBoard(tx, (await ownBoard(tx, locals, params)).by, input.value)));
		if (!outcome.ok) return fail(409, { form: withRejection(input.form, outcome.rejected, locals.language) });
		return back(locals, params, 'saved');
	},
	show: async ({ request, locals, params }) => {
		const input = await parse(request, shownToAll, words(locals.language));
		if (!input.ok) return fail(400, { form: input.form });
		const work = async (tx: Tx) => showToAll(tx, (await ownBoard(tx, locals, params)).by, input.value.isPublic);
		const outcome = await answer(locals.within(work));
		if (!outcome.ok) return fail(409, { form: withRejection(filled(), outcome.rejected, locals.language) });
		return back(locals, params, 'shown');
	},
	handOver: async ({ request, locals, params }) => {
		const input = await parse(request, handed, words(locals.language));
		const work = async (tx: Tx) => {
			const { by } = await ownBoard(tx, locals, params);
			if (input.ok) await handOver(tx, by, input.value);
		};
		const outcome = await answer(locals.within(work));
		if (!input.ok) return fail(400, { form: input.form });
		if (!outcome.ok) return fail(409, { form: withRejection(input.form, outcome.rejected, locals.language) });
		return back(locals, params, 'handed');
	},
	takeOver: async ({ request, locals, params }) => {
		const input = await parse(request, takenOver, words(locals.language));
		const { target, newTitle: title, first } = input.ok ? input.value : { target: params.meeting, newTitle: '', first: 0 };
		const work = async (tx: Tx) => {
			const { board: from } = await ownBoard(tx, locals, params);
			// The gate of the other meeting, as if its page had been opened.
			const { meeting, organiser: by } = await organiser(tx, locals, target);
			const held = (await whole(tx, from.id)) ?? nothingHere();
			return input.ok ? takeOver(tx, by, meeting, held, { title, first }, locals.now) : '';
		};
		const outcome = await answer(locals.within(work));
		if (!input.ok) return fail(400, { form: input.form });
		if (!outcome.ok) return fail(409, { form: withRejection(input.form, outcome.rejected, locals.language) });
		return back(locals, { meeting: target, board: outcome.value }, 'added');
	},
	renew: async ({ request, locals, params }) => {
		const input = await parse(request, renewed, words(locals.language));
		await locals.within(async (tx) => {
			const { by } = await ownBoard(tx, locals, params);
			if (input.ok) await renewLink(tx, by, input.value.role, locals.now);
		});
		if (!input.ok) return fail(400, { form: input.form });
		return back(locals, params, 'renewed');
	},
	forgetHelper: async ({ request, locals, params }) => {
		const input = await parse(request, helperGone, words(locals.language));
		await locals.within(async (tx) => {
			const { by } = await ownBoard(tx, locals, params);
			if (input.ok) await forgetHelper(tx, by, input.value.helper);
		});
		if (!input.ok) return fail(400, { form: input.form });
		return back(locals, params, 'forgotten');
	},
	remove: async ({ request, locals, params }) => {
		const input = await parse(request, removed, words(locals.language));
		const work = async (tx: Tx) => {
			const { by } = await ownBoard(tx, locals, params);
			if (input.ok) await removeBoard(tx, by);
		};
		const outcome = await answer(locals.within(work));
		if (!outcome.ok || !input.ok)
			return fail(409, { form: outcome.ok ? input.form : withRejection(filled(), outcome.rejected, locals.language) });
		redirect(303, to(locals.language, `/desk/meetings/${params.meeting}/boards?done=removed`));
	},
};
