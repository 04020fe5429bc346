import { randomUUID } from 'node:crypto';
import { fail, redirect } from '@sveltejs/kit';
import { minutesTitle } from '#modules/thread/output-minutes.server.ts';
import { pieces } from '#modules/thread/rules-compare.ts';
import type { MinutesSection } from '#modules/thread/rules-minutes.ts';
import { minutesText, sectionNumbers } from '#modules/thread/schema-minutes.ts';
import { words } from '#modules/thread/words.ts';
import { saveMinutes } from '#modules/thread/write-minutes.server.ts';
import { filled, parse, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer } from '#platform/rejected.ts';
import { moment } from '#platform/time/time.ts';
import { ownMinutes } from '../../../../../minutes.server.ts';
import type { Actions, PageServerLoad } from './$types';

const fieldsOf = (seen: number, sections: readonly MinutesSection[]) => ({
	seen: String(seen),
	...Object.fromEntries(
		sections.flatMap(({ id, heading, text }, at) => [
			[`section${at + 1}`, id],
			[`heading${at + 1}`, heading],
			[`text${at + 1}`, text],
		]),
	),
});

/** Every section that could be added has its id before it is written: a form that is sent twice adds it once. */
const freshIds = () => Object.fromEntries(sectionNumbers.map((number) => [`section${number}`, randomUUID()]));

export const load: PageServerLoad = (event) =>
	event.locals.within(async (tx) => {
		const { language } = event.locals;
		const { minutes } = await ownMinutes(tx, event);
		const { last, releases } = minutes;
		return {
			id: minutes.id,
			title: minutesTitle(language, minutes),
			number: last.number,
			last: moment(language, last.at),
			by: last.by,
			known: filled({ ...freshIds(), ...fieldsOf(last.number, last.sections) }),
			release: releases.length,
			isReleased: releases.at(-1)?.writing === last.number,
			done: event.url.searchParams.get('done'),
		};
	});

export const actions: Actions = {
	save: async (event) => {
		const { locals, params } = event;
		const { language } = locals;
		const input = await parse(event.request, minutesText, words(language));
		const outcome = await answer(
			locals.within(async (tx) => {
				const { by, minutes } = await ownMinutes(tx, event);
				return input.ok ? saveMinutes(tx, by, minutes.id, input.value, locals.now) : null;
			}),
		);
		if (!input.ok) return fail(400, { form: input.form, both: {} });
		if (!outcome.ok) return fail(409, { form: withRejection(input.form, outcome.rejected, language), both: {} });
		const saving = outcome.value;
		if (!saving || saving.isSaved)
			redirect(303, `${to(language, `/desk/meetings/${params.meeting}/minutes/${params.minutes}`)}?done=saved`);
		// Two changed the same: mine stays in its field, theirs stands above it, and saving again means mine.
		const numberOf = (id: string) => saving.sections.findIndex((one) => one.id === id) + 1;
		const whole = (one: MinutesSection | null) => (one ? `${one.heading}\n${one.text}` : '');
		return fail(409, {
			form: {
				values: { ...freshIds(), ...fieldsOf(saving.number, saving.sections) },
				errors: { form: words(language)('minutes.conflict') },
			},
			both: Object.fromEntries(
				saving.conflicts.map(({ mine, theirs }) => [
					numberOf(mine.id),
					{ theirs: whole(theirs), pieces: pieces(whole(theirs), whole(mine)) },
				]),
			),
		});
	},
};
