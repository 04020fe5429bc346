import { returnsIn } from '#algorithms/mixing/judge.ts';
import { chance } from '#algorithms/mixing/lot.ts';
import { mix } from '#algorithms/mixing/mix.ts';
import { type Mixing, type Person, readMixing } from '#algorithms/mixing/problem.ts';
import { median, say } from './measure.ts';

const draw = chance(7);
const plain = (count: number): Person[] => Array.from({ length: count }, (_, at) => ({ id: `p${at}` }));
/** People of so many organisations, six professions and nine municipalities, the same every time. */
const mixed = (count: number, organisations: number): Person[] =>
	plain(count).map(({ id }) => ({
		id,
		attributes: { organisation: `o${draw(organisations)}`, profession: `f${draw(6)}`, municipality: `m${draw(9)}` },
	}));
const tables = (count: number, size: number) => new Array<number>(count).fill(size);

/** Seats the same people from several seeds, and tells the time, what it came to beside its bound, and how often that is proven. */
function run(name: string, goal: string, input: Mixing, seeds = 5): void {
	const runs = Array.from({ length: seeds }, (_, seed) => {
		const problem = readMixing({ ...input, seed });
		const began = performance.now();
		const done = mix(problem, performance);
		return { ms: performance.now() - began, done, returns: returnsIn(problem, done.rounds) };
	});
	const { same, bounds, repeats, met } = (runs[0] as (typeof runs)[0]).done;
	const terms = Object.entries({ repeats, met, ...same }).filter(([term, value]) => value > 0 || term === 'repeats');
	say(
		`${name} (goal ${goal})`,
		median(runs.map(({ ms }) => ms)),
		`ms, longest ${Math.round(Math.max(...runs.map(({ ms }) => ms)))};`,
		terms.map(([term, value]) => `${term} ${value}/${bounds[term]}`).join(', '),
		`proven ${runs.filter(({ done }) => done.proven).length} of ${seeds}`,
		input.hosts ? `guests back ${Math.max(...runs.map(({ returns }) => returns))}` : '',
	);
}

/** Mixing: what is known by algebra, what is searched, a World Café, and seating anew. */
export async function mixing(): Promise<void> {
	say('milliseconds, the middle of several seeds; each value beside its bound');
	run('8-4-9', '0 repeats in 10', { people: plain(32), tables: tables(8, 4), rounds: 9 });
	run('5-3-7', '0 repeats in 500', { people: plain(15), tables: tables(5, 3), rounds: 7, budgetMs: 500 }, 20);
	run('16-4-21', '0 repeats in 10', { people: plain(64), tables: tables(16, 4), rounds: 21 });
	run('47 people at 8 tables, 4 rounds', '0 repeats in 10', { people: plain(47), tables: [...tables(7, 6), 5], rounds: 4 });
	run('125-8-4', '0 repeats in 10', { people: plain(1000), tables: tables(125, 8), rounds: 4 });
	run('120 mixed / 20 / 4', 'bound in 500', { people: mixed(120, 30), tables: tables(20, 6), rounds: 4, budgetMs: 500 });
	run('300 mixed / 50 / 5', 'bound in 2,000', { people: mixed(300, 60), tables: tables(50, 6), rounds: 5 }, 3);
	run('1,000 mixed / 125 / 4', 'bound in 4,000', { people: mixed(1000, 200), tables: tables(125, 8), rounds: 4, budgetMs: 4000 }, 2);
	const cafe = { people: mixed(50, 14), tables: [7, 7, ...tables(6, 6)], rounds: 4, hosts: plain(8).map(({ id }) => id) };
	run('World Café 50 mixed / 8 hosts / 4', 'none given', cafe, 2);
	run('unequal tables, 60 mixed', 'none given', { people: mixed(60, 15), tables: [4, 5, 6, 7, 8, 8, 10, 12], rounds: 4 }, 2);
	run('8-4-10, no construction here', 'none given', { people: plain(32), tables: tables(8, 4), rounds: 10 }, 2);
	const told = mix(readMixing({ people: plain(48), tables: tables(8, 6), rounds: 4, steps: 0 }), performance).rounds;
	const here = [...plain(48).filter(({ id }) => id !== 'p3' && id !== 'p30'), { id: 'late1' }, { id: 'late2' }, { id: 'late3' }];
	const after = { people: here, tables: [7, ...tables(7, 6)], rounds: 2, past: told.slice(0, 2), keep: told.slice(2) };
	const again = mix(readMixing({ ...after, budgetMs: 500 }), performance);
	say('two leave, three come after round 2', `changes ${again.changes}, repeats ${again.repeats}/${again.bounds['repeats']}`);
}
