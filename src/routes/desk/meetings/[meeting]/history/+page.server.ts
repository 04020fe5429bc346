import { type Detail, details, type Known } from '#modules/conduct/output.server.ts';
import { peopleHistory } from '#modules/conduct/read.server.ts';
import { history } from '#modules/events/read.server.ts';
import { namesOf } from '#modules/people/read.server.ts';
import { placesOf } from '#modules/registration/read.server.ts';
import { words as registrationWords } from '#modules/registration/words.ts';
import { workshops } from '#modules/workshops/read.server.ts';
import { words as workshopWords } from '#modules/workshops/words.ts';
import { moment } from '#platform/time/time.ts';
import { organiser } from '../../../../gate.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) =>
	locals.within(async (tx) => {
		const { language } = locals;
		const { organiser: by, meeting } = await organiser(tx, locals, params.meeting);
		const said = { registration: registrationWords(language), workshops: workshopWords(language) };
		const changes = await history(tx, by);
		const people = await peopleHistory(tx, by);
		const all = await workshops(tx, meeting.id);
		const named = changes.flatMap(({ before, after }) => [before, after]).flatMap((facts) => (facts as { person?: string })?.person ?? []);
		const places = (await placesOf(tx, by)).map(({ id, name }) => [id, name] as const);
		const known: Known = {
			workshops: new Map(all.map(({ id, title }) => [id, title])),
			people: new Map([...(await namesOf(tx, named)), ...places]),
		};
		const line = <Change extends { at: Date; before: unknown; after: unknown }>(change: Change) => ({
			...change,
			at: moment(language, change.at),
			details: details(language, change, known),
			// What the change is about, where its name is not among the facts that changed.
			name: ((change.after ?? change.before) as { name?: string })?.name ?? '',
		});
		return {
			changes: changes.map(line).map(({ before: _, after: __, ...change }) => change),
			people: people.map((change) => {
				const { at, details } = line(change);
				const { name, by, room, what } = change;
				return { at, name, by, details: details satisfies Detail[], what: said[room](`change.${what}` as 'change.movedUp') };
			}),
		};
	});
