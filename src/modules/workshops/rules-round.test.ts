import { expect, test } from 'vitest';
import { heldAt, type Run, roundAt, roundsIn, roundsOf, runIn } from './rules-round.ts';

const at = (hour: number) => new Date(Date.UTC(2027, 2, 16, hour));

const run = (phase: string | null, from?: number, until?: number, isCancelled = false): Run => ({
	id: `${phase} ${from}`,
	phase,
	phaseTitle: phase ? `Phase ${phase}` : '',
	startsAt: from === undefined ? null : at(from),
	endsAt: until === undefined ? null : at(until),
	taken: 0,
	isCancelled,
});

const workshops = [{ runs: [run('afternoon', 14, 16), run('house a', 10, 12)] }, { runs: [run('house b', 11, 13)] }, { runs: [run(null)] }];

test('phases that overlap are one round, since nobody can be in two places at once', () => {
	const rounds = roundsOf(workshops);
	expect(rounds.map(({ phases }) => phases)).toEqual([[null], ['house a', 'house b'], ['afternoon']]);
	expect(rounds[1]).toMatchObject({ phase: 'house a', phaseTitle: 'Phase house a / Phase house b', startsAt: at(10), endsAt: at(13) });
	expect(['house b', 'afternoon', 'elsewhere'].map((phase) => roundAt(rounds, phase))).toEqual([1, 2, -1]);
});

test('phases that follow each other without a break are rounds of their own', () => {
	expect(roundsOf([{ runs: [run('first', 10, 11), run('second', 11, 12)] }]).map(({ phases }) => phases)).toEqual([['first'], ['second']]);
});

test('rounds that were given out stay what they were: what is planned later adds none', () => {
	const phases = [['house a', 'house b'], ['moved away']];
	const later = [...workshops, { runs: [run('evening', 19, 20)] }];
	expect(roundsIn(later, phases).map((round) => [round.phases, round.startsAt])).toEqual([
		[['house a', 'house b'], at(10)],
		[['moved away'], null],
	]);
});

test('a run that is called off is none', () => {
	const [round] = roundsOf([{ runs: [run('only', 10, 11)] }]);
	const isIn = (isCancelled: boolean) => round && runIn({ runs: [run('only', 10, 11, isCancelled)] }, round) !== undefined;
	expect([isIn(false), isIn(true)]).toEqual([true, false]);
});

test('a seat is of a workshop only where that run of it takes place', () => {
	const run = (phase: string | null, isCancelled: boolean) => ({
		id: `run ${phase}`,
		phase,
		phaseTitle: '',
		startsAt: null,
		endsAt: null,
		taken: 0,
		isCancelled,
	});
	const all = [{ id: 'w', runs: [run('a', false), run('b', true)] }];
	expect(heldAt(all, { workshop: 'w', phase: 'a' })?.run.id).toBe('run a');
	expect(heldAt(all, { workshop: 'w', phase: 'b' })).toBeUndefined();
	expect(heldAt(all, { workshop: 'x', phase: 'a' })).toBeUndefined();
	expect(heldAt(all, { workshop: null, phase: 'a' })).toBeUndefined();
});
