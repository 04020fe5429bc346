import { words as organisationWords } from '#modules/organisations/words.ts';
import { words } from '#modules/registration/words.ts';
import { workshops } from '#modules/workshops/read.server.ts';
import { wishCount } from '#modules/workshops/rules.ts';
import { roundsOf } from '#modules/workshops/rules-round.ts';
import { words as workshopWords } from '#modules/workshops/words.ts';
import { toCsv } from '#platform/sheet/sheet.ts';
import { organiser } from '../../../../../../gate.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals, params }) =>
	locals.within(async (tx) => {
		const { language } = locals;
		const t = words(language);
		const { meeting } = await organiser(tx, locals, params.meeting);
		const all = await workshops(tx, meeting.id);
		const ranks = Array.from({ length: wishCount(all.length, roundsOf(all).length) }, (_, at) => at + 1);
		const columns = (['name', 'email', 'organisation', 'function', 'profession'] as const).map((column) => t(`list.${column}`));
		const body = toCsv({
			name: t('import.title'),
			headings: [...columns, ...ranks.map((rank) => workshopWords(language)('wish', { rank }))],
			rows: [
				[
					t('import.example.name'),
					t('import.example.email'),
					t('import.example.organisation'),
					'',
					organisationWords(language)('profession.schoolSocialWork'),
					...ranks.map((rank) => all[rank - 1]?.title ?? ''),
				],
			],
		});
		return new Response(body, {
			headers: {
				'content-type': 'text/csv; charset=utf-8',
				'content-disposition': `attachment; filename="${meeting.slug}-vorlage.csv"`,
				'cache-control': 'private, no-store',
			},
		});
	});
