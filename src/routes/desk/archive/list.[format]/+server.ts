import { words as eventWords } from '#modules/events/words.ts';
import type { OrganisationType } from '#modules/organisations/rules.ts';
import { words as organisationWords } from '#modules/organisations/words.ts';
import { words as registrationWords } from '#modules/registration/words.ts';
import { takenAway } from '../../../sheet.server.ts';
import { archived } from '../archived.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const { language } = locals;
	const e = eventWords(language);
	const o = organisationWords(language);
	const held = await archived(locals, url);
	return takenAway(params.format, e('archive.file'), {
		name: e('archive.title'),
		headings: [
			e('event.when'),
			e('form.title'),
			e('archive.edition'),
			e('archive.registered'),
			e('archive.people'),
			e('archive.precision'),
			e('archive.mix'),
			e('archive.covered'),
			registrationWords(language)('list.state'),
		],
		rows: held.map((one) => [
			one.time,
			one.title,
			one.edition,
			one.registered,
			one.attendance?.people ?? null,
			one.attendance ? e(`precision.${one.attendance.precision}`) : '',
			(one.turnout?.organisationType ?? [])
				.map(({ value, people }) => `${value ? o(`type.${value as OrganisationType}`) : e('archive.unknown')}: ${people}`)
				.join(', '),
			e('archive.coverage', { covered: one.covered, of: one.of }),
			e(`state.${one.state}`),
		]),
	});
};
