import { organisationMap, organisationSheet } from '#modules/organisations/output-profile.server.ts';
import { profilesOf } from '#modules/organisations/read-profile.server.ts';
import { words } from '#modules/organisations/words.ts';
import { coordinator } from '../../../gate.server.ts';
import { mapTaken, takenAway } from '../../../sheet.server.ts';
import { listedOrganisations } from '../listed.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const by = coordinator(locals);
	const { language, now } = locals;
	const rows = await locals.within(async (tx) => {
		const profiles = new Map((await profilesOf(tx, by)).map((one) => [one.id, one]));
		return (await listedOrganisations(tx, by, url, now)).flatMap(({ id, area }) => {
			const profile = profiles.get(id);
			return profile ? [{ profile, area: area ?? '' }] : [];
		});
	});
	if (params.format === 'geojson') return mapTaken(words(language)('organisations.file'), organisationMap(language, rows));
	return takenAway(params.format, words(language)('organisations.file'), organisationSheet(language, rows));
};
