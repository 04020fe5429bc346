// What if? The plain form asks the server; this works the same out in the browser, at once and as often as one likes.
import type { Problem } from '#algorithms/allocation/problem.ts';
import type { Limits } from '#algorithms/allocation/search.ts';
import type { Outcome } from './rules.ts';
import type { Unsolved } from './rules-solve.ts';
import { type Considered, considered, type Imagined, imagine } from './rules-what-if.ts';
import type { Asked, Told } from './worker-browser.ts';

interface Given {
	worker: string;
	problem: Problem;
	limits: Limits;
	now: Outcome;
	said: Record<'rank' | 'unplaced' | 'busy' | 'broken' | 'noNumber' | 'cancelled' | 'cannotBe' | 'undecided' | 'unproven', string>;
}

const PAUSE_MS = 200;

/** A number of seats as the server reads it; undefined for anything else. */
const seatsIn = (text: string): number | undefined => (/^\d{1,5}$/.test(text) && Number(text) <= 10_000 ? Number(text) : undefined);

function begin(form: HTMLFormElement, given: Given): void {
	const find = (selector: string) => form.querySelector(selector) as HTMLElement;
	const [result, busy, done] = [find('[data-result]'), find('[data-busy]'), find('[data-done]')];
	let worker: Worker | undefined;
	let waiting: ReturnType<typeof setTimeout> | undefined;

	const end = () => {
		worker?.terminate();
		worker = undefined;
		busy.hidden = true;
	};
	find('[data-busy] button').addEventListener('click', end);

	function thoughts(): (Imagined | undefined)[] {
		const values = new FormData(form);
		return given.problem.workshops.map((workshop, at) => {
			const text = String(values.get(`seats${at}`) ?? '').trim();
			const takes = values.get(`takes${at}`) as Imagined['takes'];
			return { seats: seatsIn(text) ?? workshop.capacity, takes, everyRound: values.get(`every${at}`) !== null };
		});
	}

	/** Marks the fields that hold no number; whether there are any. */
	function isWrong(): boolean {
		const fields = [...form.querySelectorAll<HTMLInputElement>('input.seats')];
		for (const field of fields) field.ariaInvalid = seatsIn(field.value.trim()) === undefined ? 'true' : 'false';
		return fields.some(({ ariaInvalid }) => ariaInvalid === 'true');
	}

	function work(): void {
		end();
		if (isWrong()) {
			result.textContent = given.said.noNumber;
			return;
		}
		const problem = imagine(given.problem, thoughts());
		const started = new Worker(given.worker, { type: 'module' });
		worker = started;
		started.addEventListener('message', ({ data }: MessageEvent<Told>) => {
			if ('done' in data) {
				busy.hidden = false;
				done.textContent = given.said.busy.replace('%done%', String(data.done));
				return;
			}
			end();
			show(typeof data.answer === 'string' ? data.answer : considered(problem, data.answer));
		});
		started.addEventListener('error', () => {
			end();
			result.textContent = given.said.broken;
		});
		started.postMessage({ problem, limits: given.limits } satisfies Asked);
	}

	function show(then: Considered | Unsolved): void {
		const known = typeof then === 'string' ? undefined : then;
		result.replaceChildren(typeof then === 'string' ? given.said[then] : outcomeLine(then.outcome));
		if (known && !known.isProven) result.append(` ${given.said.unproven}`);
		for (const at of given.problem.workshops.keys()) {
			const cell = form.querySelector(`[data-coming="${at}"]`);
			if (!cell) continue;
			const isOff = known?.isCancelled[at] ?? false;
			const text = isOff ? given.said.cancelled : String(known?.coming[at] ?? 0);
			cell.textContent = known ? text : '';
		}
	}

	function outcomeLine({ ranks, unplaced }: Outcome): HTMLElement {
		const line = document.createElement('span');
		line.className = 'outcome';
		const length = Math.max(ranks.length, given.now.ranks.length);
		const part = (label: string, count: number, before: number) => {
			const piece = document.createElement('span');
			piece.textContent = `${count} × ${label}`;
			if (count !== before) {
				const change = document.createElement('strong');
				change.textContent = ` (${count > before ? '+' : '−'}${Math.abs(count - before)})`;
				piece.append(change);
			}
			line.append(piece);
		};
		for (let at = 0; at < length; at++) part(given.said.rank.replace('%rank%', String(at + 1)), ranks[at] ?? 0, given.now.ranks[at] ?? 0);
		part(given.said.unplaced, unplaced, given.now.unplaced);
		return line;
	}

	const soon = () => {
		clearTimeout(waiting);
		waiting = setTimeout(work, PAUSE_MS);
	};
	form.addEventListener('input', soon);
	form.addEventListener('submit', (event) => {
		// Only the question is answered here; what is decided is decided by the server.
		if ((event.submitter as HTMLButtonElement | null)?.formMethod === 'post') return;
		event.preventDefault();
		work();
	});
}

const form = document.querySelector<HTMLFormElement>('[data-what-if]');
if (form) begin(form, JSON.parse(form.dataset['whatIf'] ?? ''));
