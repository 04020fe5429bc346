import { closedBecause } from '#modules/registration/access.ts';
import { offerOf } from '#modules/registration/read.server.ts';
import { invited, mailings } from '#modules/registration/read-invitation.server.ts';
import { answers, shown, silent } from '#modules/registration/rules-invitation.ts';
import { invitedFilter } from '#modules/registration/schema-invitation.ts';
import { filled, read } from '#platform/form.ts';
import { moment, shortDay } from '#platform/time/time.ts';
import { organiser } from '../../../../gate.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) =>
	locals.within(async (tx) => {
		const { language, now } = locals;
		const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
		const query = Object.fromEntries(url.searchParams);
		const all = await invited(tx, by);
		const closed = closedBecause(meeting, await offerOf(tx, meeting.id), now);
		return {
			closed: closed === 'notYet' ? null : closed,
			all: all.length,
			silent: silent(all).length,
			counts: answers.map((answer) => ({ answer, count: all.filter((one) => one.answer === answer).length })),
			people: shown(all, read(invitedFilter, query)).map((one) => ({
				...one,
				invitedAt: shortDay(language, one.invitedAt),
				remindedAt: one.remindedAt ? shortDay(language, one.remindedAt) : '',
			})),
			mailings: (await mailings(tx, by)).map((one) => ({ ...one, madeAt: moment(language, one.madeAt) })),
			filter: filled({ search: query['search'] ?? '', answer: query['answer'] ?? '' }),
			query: url.search,
			done: query['done'] ?? '',
			count: Number(query['count']) || 0,
			left: Number(query['left']) || 0,
		};
	});
