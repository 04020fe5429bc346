import { fail, isHttpError, redirect } from '@sveltejs/kit';
import { municipalitiesNamed } from '#modules/organisations/read-municipality.server.ts';
import { allAreas, municipalities } from '#modules/places/read.server.ts';
import { areaKinds } from '#modules/places/rules.ts';
import { type Bordered, bordersIn, NoBorders } from '#modules/places/rules-geo.ts';
import { assigning, drawing, renamingArea } from '#modules/places/schema-area.ts';
import { words } from '#modules/places/words.ts';
import { assign, keepBorders, renameArea } from '#modules/places/write-area.server.ts';
import { filled, formIn, parse, parseForm, withRejection } from '#platform/form.ts';
import { to } from '#platform/paths.ts';
import { answer, Rejected } from '#platform/rejected.ts';
import { textOf } from '#platform/sheet/csv.ts';
import { dayLine } from '#platform/time/partial.ts';
import { dayOf } from '#platform/time/time.ts';
import { coordinator } from '../../gate.server.ts';
import type { Actions, PageServerLoad } from './$types';

const MOST_MB = 4;
const MEGABYTE = 1024 * 1024;

export const load: PageServerLoad = ({ locals, url }) => {
	coordinator(locals);
	const { language, now } = locals;
	const today = dayOf(now);
	return locals.within(async (tx) => {
		const all = await allAreas(tx);
		const known = await municipalities(tx);
		const t = words(language);
		const isThere = (until: string | null) => until === null || until > today;
		return {
			kinds: areaKinds.map((kind) => {
				const areas = all.filter((one) => one.kind === kind);
				const lying = new Set(areas.flatMap((one) => one.municipalities.filter(({ until }) => isThere(until)).map(({ ags }) => ags)));
				return {
					kind,
					areas: areas.map(({ id, name, municipalities: own }) => ({
						id,
						name,
						now: [
							...Map.groupBy(
								own.filter(({ until }) => isThere(until)),
								({ from }) => from,
							),
						].map(([from, some]) => ({
							names: some.map((one) => one.name).join(', '),
							since: t('areas.since', { day: dayLine(language, from) }),
						})),
						before: own
							.filter(({ until }) => !isThere(until))
							.map((one) =>
								t('areas.was', { name: one.name, from: dayLine(language, one.from), until: dayLine(language, one.until ?? '') }),
							)
							.join(', '),
					})),
					left:
						areas.length === 0
							? ''
							: known
									.filter(({ ags }) => !lying.has(ags))
									.map(({ name }) => name)
									.join(', '),
				};
			}),
			blank: filled({ since: dayLine(language, today), drawnSince: dayLine(language, today) }),
			done: ['assigned', 'taken', 'drawn', 'renamed'].find((one) => one === url.searchParams.get('done')) ?? '',
			count: Number(url.searchParams.get('count') ?? 0) || 0,
			entered: Number(url.searchParams.get('entered') ?? 0) || 0,
		};
	});
};

const reject = (key: Parameters<ReturnType<typeof words>>[0], field: string, values: Record<string, string | number> = {}) =>
	new Rejected((language) => words(language)(key, values), field);

export const actions: Actions = {
	assign: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language, now } = locals;
		const input = await parse(request, assigning, words(language));
		if (!input.ok) return fail(400, { action: 'assign' as const, form: input.form });
		const done = await answer(
			locals.within(async (tx) => {
				const { kind, areaName: name, since, municipalities: text } = input.value;
				const { keys, unknown, several } = await municipalitiesNamed(tx, text);
				if (unknown.length > 0) throw reject('municipalitiesUnknown', 'municipalities', { names: unknown.slice(0, 20).join(', ') });
				if (several.length > 0) throw reject('municipalitiesSeveral', 'municipalities', { names: several.join(', ') });
				await assign(tx, by, { kind, name, keys, since, today: dayOf(now) });
				return keys.length;
			}),
		);
		if (!done.ok) return fail(409, { action: 'assign' as const, form: withRejection(input.form, done.rejected, language) });
		redirect(303, to(language, `/desk/areas?done=${input.value.areaName === '' ? 'taken' : 'assigned'}&count=${done.value}`));
	},
	draw: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language, now } = locals;
		const data = await formIn(request, (MOST_MB + 1) * MEGABYTE).catch((problem) => {
			if (isHttpError(problem, 413)) return null;
			throw problem;
		});
		const tooBig = reject('geo.tooBig', 'file', { most: MOST_MB });
		if (data === null)
			return fail(413, {
				action: 'draw' as const,
				form: withRejection(filled({ drawnSince: dayLine(language, dayOf(now)) }), tooBig, language),
			});
		const input = parseForm(data, drawing, words(language));
		if (!input.ok) return fail(400, { action: 'draw' as const, form: input.form });
		const file = data?.get('file');
		const done = await answer(
			locals.within(async (tx) => {
				if (!(file instanceof File) || file.size === 0) throw reject('geo.noFile', 'file');
				if (file.size > MOST_MB * MEGABYTE) throw tooBig;
				const found = borders(textOf(new Uint8Array(await file.arrayBuffer())));
				const entered = await keepBorders(tx, by, found);
				const { drawnKind: kind, drawnArea: name, drawnSince: since } = input.value;
				const keys = found.map(({ ags }) => ags);
				if (name !== '') await assign(tx, by, { kind, name, keys, since, today: dayOf(now) }, 'drawnSince');
				return { count: keys.length, entered };
			}),
		);
		if (!done.ok) return fail(409, { action: 'draw' as const, form: withRejection(input.form, done.rejected, language) });
		redirect(303, to(language, `/desk/areas?done=drawn&count=${done.value.count}&entered=${done.value.entered}`));
	},
	rename: async ({ request, locals }) => {
		const by = coordinator(locals);
		const { language } = locals;
		const input = await parse(request, renamingArea, words(language));
		if (!input.ok) return fail(400, { action: 'rename' as const, form: input.form });
		const done = await answer(locals.within((tx) => renameArea(tx, by, input.value.area, input.value.areaCalled)));
		if (!done.ok) return fail(409, { action: 'rename' as const, form: withRejection(input.form, done.rejected, language) });
		redirect(303, to(language, '/desk/areas?done=renamed'));
	},
};

/** The borders of a file. Errors: Rejected for one that cannot be read */
function borders(text: string): Bordered[] {
	try {
		return bordersIn(text);
	} catch (error) {
		if (error instanceof NoBorders) throw reject(`geo.${error.key}`, 'file');
		throw error;
	}
}
