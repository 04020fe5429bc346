import { words as organisationWords } from '#modules/organisations/words.ts';
import { placesOf } from '#modules/registration/read.server.ts';
import { answersByPlace, questions } from '#modules/registration/read-question.server.ts';
import { filter } from '#modules/registration/schema.ts';
import { words } from '#modules/registration/words.ts';
import { seats, wishesByPlace, workshops } from '#modules/workshops/read.server.ts';
import { wishCount } from '#modules/workshops/rules.ts';
import { roundsOf } from '#modules/workshops/rules-round.ts';
import { words as workshopWords } from '#modules/workshops/words.ts';
import { read } from '#platform/form.ts';
import { moment } from '#platform/time/time.ts';
import { organiser } from '../../../../../gate.server.ts';
import { takenAway } from '../../../../../sheet.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const { language } = locals;
	const t = words(language);
	const { meeting, rows, ranks, asking } = await locals.within(async (tx) => {
		const { meeting, organiser: by } = await organiser(tx, locals, params.meeting);
		const all = await workshops(tx, meeting.id);
		const title = new Map(all.map((workshop) => [workshop.id, workshop.title]));
		const ranks = Array.from({ length: wishCount(all.length, roundsOf(all).length) }, (_, at) => at + 1);
		const ranked = await wishesByPlace(tx, by);
		const seated = Map.groupBy(await seats(tx, meeting.id), ({ place }) => place);
		const asking = await questions(tx, meeting.id);
		const answered = await answersByPlace(tx, by);
		const places = await placesOf(tx, by, read(filter, Object.fromEntries(url.searchParams)));
		const rows = places.map((place) => [
			place.name,
			place.email,
			place.organisation,
			place.function,
			organisationWords(language)(`profession.${place.profession}`),
			place.area ?? '',
			t(`state.${place.state}`),
			moment(language, place.registeredAt),
			place.arrivedAt ? moment(language, place.arrivedAt) : '',
			(seated.get(place.id) ?? []).flatMap(({ workshop }) => title.get(workshop ?? '') ?? []).join(', '),
			...asking.map(({ id, kind }) => {
				const answer = answered.get(place.id)?.get(id) ?? '';
				return answer && kind === 'yesNo' ? t('answer.yes') : answer;
			}),
			...ranks.map((rank) => title.get(ranked.get(place.id)?.[rank - 1] ?? '') ?? ''),
		]);
		return { meeting, rows, ranks, asking };
	});
	const columns = ['name', 'email', 'organisation', 'function', 'profession', 'area', 'state', 'registered', 'arrived', 'seat'] as const;
	const headings = [
		...columns.map((column) => t(`list.${column}`)),
		...asking.map(({ label }) => label),
		...ranks.map((rank) => workshopWords(language)('wish', { rank })),
	];
	return takenAway(params.format, meeting.slug, { name: t('list.title'), headings, rows });
};
