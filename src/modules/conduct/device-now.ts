// Keeps the page of the day as it is: told by the server as it happens, or asking again where a network holds answers back.
import type { Language } from '#platform/language/language.ts';
import { watch } from '#platform/live/watch.ts';
import { clock } from '#platform/time/clock.ts';
import { begins, joinAt, nowOf, type Part, type Seat, type Snapshot } from './rules-now.ts';

const box = document.querySelector<HTMLElement>('[data-now]');

const ASK_MS = 3_000;

function open(main: HTMLElement): void {
	const address = main.dataset['now'] ?? '';
	const said = JSON.parse(main.dataset['said'] ?? '{}') as Record<string, string>;
	const language: Language = document.documentElement.lang === 'en' ? 'en' : 'de';
	let seen = JSON.parse(main.dataset['seen'] ?? 'null') as Snapshot;
	// The server's clock counts: phones are often minutes off.
	let ahead = Date.parse(seen.at) - Date.now();

	const element = (name: string) => main.querySelector<HTMLElement>(`[data-${name}]`) as HTMLElement;
	const say = (key: string, values: Record<string, string> = {}) =>
		(said[key] ?? '').replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
	const time = (iso: string) => clock(language, new Date(iso));
	const from = (iso: string) => {
		const start = begins(language, iso, new Date(Date.now() + ahead).toISOString());
		return say(start.day ? 'fromDay' : 'from', start);
	};

	function lines(target: HTMLElement, rows: readonly [what: string, where: string][], none: string): void {
		const made = rows.map(([what, where]) => {
			const line = document.createElement('li');
			const [first, second] = [document.createElement('p'), document.createElement('p')];
			first.className = 'what';
			first.textContent = what;
			second.textContent = where;
			line.append(first, second);
			return line;
		});
		if (made.length === 0 && none) {
			const line = document.createElement('li');
			line.textContent = none;
			made.push(line);
		}
		// What has not changed is left alone: a region that is written anew is read out anew.
		const text = made.map((line) => line.textContent).join('\n');
		if (target.dataset['text'] !== text) target.replaceChildren(...made);
		target.dataset['text'] = text;
	}

	const partLine = ({ title, room, from: start, until }: Part, isNext: boolean): [string, string] => [
		title,
		[room, isNext ? from(start) : say('until', { time: time(until) })].filter(Boolean).join(' · '),
	];
	const seatLine = ({ title, room, table, from: start }: Seat): [string, string] => [
		[table === null ? '' : say('table', { number: String(table) }), title].filter(Boolean).join(': '),
		[room, start ? from(start) : ''].filter(Boolean).join(' · '),
	];

	function showTimer(at: number): void {
		element('round').hidden = seen.round === null;
		if (!seen.round) return;
		const left = Math.ceil((Date.parse(seen.round.until) - at) / 1000);
		const [minutes, seconds] = [Math.floor(left / 60), left % 60];
		element('timer').textContent = left > 0 ? `${minutes}:${String(seconds).padStart(2, '0')}` : say('timeUp');
		const heading = element('round').querySelector('h2');
		if (heading) heading.textContent = say('round', { number: String(seen.round.number) });
	}

	function showBoards(mine: readonly Seat[]): void {
		const target = element('boards');
		const base = target.dataset['boards'] ?? '';
		element('boards-part').hidden = seen.boards.length === 0;
		const addresses = seen.boards.map((board) => joinAt(base, board, mine));
		const text = addresses.join('\n');
		if (target.dataset['text'] === text) return;
		target.dataset['text'] = text;
		target.replaceChildren(
			...seen.boards.map(({ title }, at) => {
				const [line, link] = [document.createElement('li'), document.createElement('a')];
				link.className = 'what';
				link.href = addresses[at] ?? base;
				link.textContent = title;
				line.append(link);
				return line;
			}),
		);
	}

	function show(): void {
		const at = Date.now() + ahead;
		const { now, next, mine, isOver } = nowOf(seen, new Date(at).toISOString());
		lines(
			element('on'),
			now.map((part) => partLine(part, false)),
			say(isOver ? 'over' : 'nothing'),
		);
		lines(
			element('next'),
			next.map((part) => partLine(part, true)),
			'',
		);
		element('next-part').hidden = next.length === 0;
		showBoards(mine);
		if (seen.mine) lines(element('mine'), mine.map(seatLine), say('noSeat'));
		showTimer(at);
	}

	function showAnnouncements(): void {
		const target = element('announcements');
		const made = seen.announcements.map(({ text, at }) => {
			const line = document.createElement('p');
			const stamp = document.createElement('strong');
			stamp.textContent = time(at);
			line.append(stamp, ` ${text}`);
			return line;
		});
		const text = made.map((line) => line.textContent).join('\n');
		if (target.dataset['text'] !== text) target.replaceChildren(...made);
		target.dataset['text'] = text;
	}

	function take(fresh: Snapshot): void {
		seen = fresh;
		ahead = Date.parse(fresh.at) - Date.now();
		main.dataset['cursor'] = fresh.cursor;
		showAnnouncements();
		show();
	}

	show();
	setInterval(show, 1000);
	watch<Snapshot>(
		{ stream: `${address}/stream`, asked: (cursor) => `${address}/now.json?after=${cursor}`, pause: ASK_MS, cursor: '' },
		{
			seen: take,
			connection: (isOn) => {
				element('connection').textContent = isOn ? '' : say('offline');
			},
			by: (way) => {
				main.dataset['by'] = way;
			},
			// The link is no longer good, or there is no place any more: the page says so itself.
			gone: () => location.reload(),
		},
	);
}

if (box) open(box);
