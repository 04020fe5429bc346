import { expect, test } from 'vitest';
import { deskTasks } from './rules.ts';

const now = new Date('2026-11-26T09:00:00Z');
const day = 24 * 3600_000;
const meeting = (slug: string, days: number, facts: Partial<Parameters<typeof deskTasks>[0][number]> = {}) => ({
	slug,
	title: slug,
	state: 'published' as const,
	startsAt: new Date(now.getTime() + days * day),
	venueKind: 'external' as const,
	offer: { closesAt: new Date(now.getTime() + (days - 7) * day) },
	stage: 'none' as const,
	silent: 0,
	...facts,
});
const lines = (tasks: ReturnType<typeof deskTasks>['next']) => tasks.map(({ kind, slug }) => `${kind} ${slug}`);

test('three steps at the most are next, the most urgent and nearest first; what is left is open', () => {
	const { next, open } = deskTasks(
		[
			meeting('fern', 90),
			meeting('bald', 20, { venueKind: 'open', silent: 40 }),
			meeting('entwurf', 60, { state: 'draft' }),
			meeting('voll', 3, { stage: 'waiting' }),
			meeting('vorbei', -1),
			meeting('abgesagt', 10, { state: 'cancelled' }),
		],
		now,
	);
	expect(lines(next)).toEqual(['allocate voll', 'publish entwurf', 'open bald']);
	expect(lines(open)).toEqual(['open fern', 'venue bald', 'remind bald']);
	expect(open.at(-1)?.count).toBe(40);
});
