import { factLines } from '#modules/thread/output-agreement.server.ts';
import { compared } from '#modules/thread/rules-compare.ts';
import { filled } from '#platform/form.ts';
import { ownAgreement } from '../../../../agreement.server.ts';
import { nothingHere } from '../../../../gate.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	event.locals.within(async (tx) => {
		const { agreement } = await ownAgreement(tx, event);
		const { language } = event.locals;
		const { versions } = agreement;
		const called = (name: 'a' | 'b', otherwise: number) => {
			const wanted = event.url.searchParams.get(name) ?? String(otherwise);
			return versions.find(({ number }) => String(number) === wanted) ?? nothingHere();
		};
		const [a, b] = [called('a', Math.max(1, versions.length - 1)), called('b', versions.length)];
		return {
			id: agreement.id,
			title: b.content.title,
			a: a.number,
			b: b.number,
			parts: compared([a.content, b.content], [factLines(language, a.content), factLines(language, b.content)]),
			numbers: versions.map(({ number }) => String(number)),
			form: filled({ a: String(a.number), b: String(b.number) }),
		};
	});
