import { randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import { helpersFor } from '#modules/boards/read.server.ts';
import type { Organiser } from '#modules/events/access.ts';
import { formats } from '#modules/events/read-format.server.ts';
import { organisations } from '#modules/organisations/read.server.ts';
import { dueLine, shown } from '#modules/thread/output.server.ts';
import { shownAgreement } from '#modules/thread/output-agreement.server.ts';
import { shownStatement } from '#modules/thread/output-statement.server.ts';
import { carriedTo, mandatesOf } from '#modules/thread/read.server.ts';
import { agreementsFrom, askedAt, askerFor, templatesOf } from '#modules/thread/read-agreement.server.ts';
import { groupNames } from '#modules/thread/read-group.server.ts';
import { decidedLists } from '#modules/thread/read-priority.server.ts';
import { statementsOf } from '#modules/thread/read-statement.server.ts';
import { begunFrom, type Standing } from '#modules/thread/rules.ts';
import { asks } from '#modules/thread/rules-agreement.ts';
import { called, correction, leftOpen, mandate, shown as shownTo } from '#modules/thread/schema.ts';
import { agreementEnding, begun, renewal } from '#modules/thread/schema-agreement.ts';
import { statement } from '#modules/thread/schema-statement.ts';
import { words } from '#modules/thread/words.ts';
import * as thread from '#modules/thread/write.server.ts';
import { begin, endAgreement, renew } from '#modules/thread/write-agreement.server.ts';
import { sayStatement } from '#modules/thread/write-statement.server.ts';
import type { Tx } from '#platform/db/database.ts';
import { filled, nothing, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { dayLine } from '#platform/time/partial.ts';
import { dayOf } from '#platform/time/time.ts';
import { doing, type Place } from '../../../../doing.server.ts';
import { nothingHere, organiser } from '../../../../gate.server.ts';
import { sayings } from '../../../../mandate.server.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** How a mandate stands, as a form has it. */
const fields = (language: App.Locals['language'], { asked, step, due }: Pick<Standing, 'asked' | 'step' | 'due'>) => ({
	asked,
	step,
	due: due === 'next' ? '' : dueLine(language, due),
	atNext: due === 'next' ? 'yes' : '',
});

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { language, now } = locals;
		const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
		const today = dayOf(now);
		const given = await mandatesOf(tx, by);
		const became = (
			await agreementsFrom(
				tx,
				given.map(({ id }) => id),
			)
		).map((one) => shownAgreement(language, one, today));
		const helpers = await helpersFor(
			tx,
			given.flatMap(({ bundle }) => bundle ?? []),
		);
		return {
			asked: (await askedAt(tx, by, today)).map((one) => ({
				...shownAgreement(language, one, today),
				isAsked: asks(one.standing.state),
			})),
			carried: (await carriedTo(tx, by)).map((one) => shown(language, one, today)),
			lists: (await decidedLists(tx, by)).map(({ board, title, list }) => ({
				board,
				title,
				list: list.map(({ bundle, rank, title: priority, decision, handed }) => ({
					bundle,
					rank,
					title: priority,
					decision,
					hasName: Boolean(handed?.who),
					form: filled({ title: priority, ...fields(language, begunFrom(handed)) }),
				})),
			})),
			given: given.map((one) => ({
				...shown(language, one, today, { helpers }),
				agreementKey: randomUUID(),
				isPublic: one.isPublic,
				became: became
					.filter(({ mandate }) => mandate?.id === one.id)
					.map(({ id, title, state, missing }) => ({ id, title, state, missing })),
				form: filled({
					...fields(language, one.standing),
					carerName: one.carer && !one.carer.hasLeft ? one.carer.name : '',
					carerEmail: one.carer?.email ?? '',
					asking: one.asking?.id ?? '',
					seen: one.stamp,
				}),
			})),
			key: randomUUID(),
			organisations: await organisations(tx),
			groups: await groupNames(tx),
			kinds: (await formats(tx)).map(({ id, name }) => ({ value: id, label: name })),
			statements: (await statementsOf(tx, [by.meeting])).map((one) => shownStatement(language, one)),
			statement: filled({ key: randomUUID(), status: 'agreed', on: dayLine(language, dayOf(meeting.startsAt)) }),
			templates: (await templatesOf(tx)).map(({ id, name }) => ({ value: id, label: name })),
			done: url.searchParams.get('done'),
			blank: filled(),
		};
	});

const place: Place<RequestEvent, Awaited<ReturnType<typeof organiser>>['organiser']> = {
	gate: async (tx, { locals, params }) => (await organiser(tx, locals, params.meeting)).organiser,
	page: ({ params }) => `/desk/meetings/${params.meeting}/mandates`,
	say: words,
};

const asking = async (tx: Tx, by: Organiser, agreement: string | null, now: Date) =>
	(await askerFor(tx, by, agreement ?? '', dayOf(now))) ?? nothingHere();

const says = sayings(place);

export const actions: Actions = {
	report: says.report,
	postpone: says.postpone,
	end: says.end,
	give: doing(place, 'give', 'given', mandate, thread.give),
	giveHanded: doing(place, 'giveHanded', 'given', nothing, (tx, by, _, now) => thread.giveHanded(tx, by, now)),
	correct: doing(place, 'correct', 'corrected', correction, thread.correct),
	open: doing(place, 'open', 'opened', leftOpen, (tx, by, { bundle }) => thread.leaveOpen(tx, by, [bundle])),
	openAll: doing(place, 'open', 'opened', nothing, async (tx, by) => {
		const all = (await decidedLists(tx, by)).flatMap(({ list }) => list);
		await thread.leaveOpen(
			tx,
			by,
			// What the room promised is not given up with the others.
			all.filter(({ decision, handed }) => decision === 'undecided' && !handed?.who).map(({ bundle }) => bundle),
		);
	}),
	agree: async (event) => {
		const { locals } = event;
		const { language } = locals;
		const input = await parse(event.request, begun, words(language));
		const outcome = await answer(
			locals.within(async (tx) => {
				const by = await place.gate(tx, event);
				return input.ok ? begin(tx, by, input.value, locals.now) : '';
			}),
		);
		if (!input.ok) return fail(400, { form: input.form, action: 'agree' });
		if (!outcome.ok) return fail(409, { form: withRejection(input.form, outcome.rejected, language), action: 'agree' });
		redirect(303, to(language, `/desk/agreements/${outcome.value}/edit`));
	},
	renew: doing(place, 'renew', 'renewed', renewal, async (tx, by, input, now) =>
		renew(tx, await asking(tx, by, input.agreement, now), input, now),
	),
	finish: doing(place, 'finish', 'finished', agreementEnding, async (tx, by, { agreement, note }, now) =>
		endAgreement(tx, await asking(tx, by, agreement, now), note, now),
	),
	say: doing(place, 'say', 'said', statement, sayStatement),
	show: doing(place, 'show', 'shown', shownTo, (tx, by, input) => thread.showMandate(tx, by, input)),
	reopen: doing(place, 'reopen', 'reopened', called, thread.reopen),
	leave: doing(place, 'leave', 'left', called, thread.leave),
};
