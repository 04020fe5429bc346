import { groupFor } from '#modules/thread/read-group.server.ts';
import { isMember } from '#modules/thread/rules-group.ts';
import { words } from '#modules/thread/words.ts';
import { dayLine } from '#platform/time/partial.ts';
import { dayOf } from '#platform/time/time.ts';
import { coordinator, nothingHere } from '../../../../gate.server.ts';
import { takenAway } from '../../../../sheet.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	const by = coordinator(locals);
	const { language, now } = locals;
	const t = words(language);
	const group = (await locals.within((tx) => groupFor(tx, by, params.group))) ?? nothingHere();
	const names = ['memberName', 'function', 'organisation', 'memberEmail', 'memberSince'] as const;
	const rows = group.members
		.filter((one) => isMember(one, dayOf(now)))
		.map((one) => [one.name, one.function, one.organisation, one.email, dayLine(language, one.since)]);
	return takenAway(params.format, t('group.file'), { name: group.name, headings: names.map((name) => t(`group.${name}`)), rows });
};
