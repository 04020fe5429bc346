// The door on a phone: looks people up without asking the server, and goes on when the connection is gone.
import { readCode } from '#platform/code.ts';
import type { Language } from '#platform/language/language.ts';
import { clock } from '#platform/time/clock.ts';
import { openOutbox, type Reached, type Waiting } from './device-outbox.ts';
import { scan } from './device-scan.ts';
import { openVault } from './device-vault.ts';
import { type Expected, lookUp, type Scan, type Scanned, type ScanOutcome } from './rules-door.ts';

interface List {
	cursor: string;
	people: Expected[];
	count: { here: number; registered: number; types: { type: string; people: number }[] };
}

/** A line of what happened last at this door. */
interface Act {
	key: string;
	place: string | null;
	name: string;
	outcome: ScanOutcome | 'queued' | 'unreadable';
	at: string | null;
	door: string;
}

const AGAIN_MS = 4_000;
const LAST = 8;

const page = document.querySelector<HTMLElement>('[data-door]');

function element<Kind extends HTMLElement>(name: string): Kind {
	const found = page?.querySelector<Kind>(`[data-${name}]`);
	if (!found) throw new Error(`the page lacks ${name}`);
	return found;
}

async function open(main: HTMLElement): Promise<void> {
	const base = main.dataset['door'] ?? '';
	const label = main.dataset['label'] ?? '';
	const said = JSON.parse(main.dataset['said'] ?? '{}') as Record<string, string> & { types: Record<string, string> };
	const say = (key: string, values: Record<string, string> = {}) =>
		(said[key] ?? '').replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
	const language: Language = document.documentElement.lang === 'en' ? 'en' : 'de';
	const time = (iso: string | null) => (iso ? clock(language, new Date(iso)) : '');

	const vault = await openVault(base);
	let list: List = (await vault.get<List>('list')) ?? { cursor: '', people: [], count: { here: 0, registered: 0, types: [] } };
	let acts: Act[] = (await vault.get<Act[]>('last')) ?? [];
	const search = element<HTMLFormElement>('search');
	const field = search.elements.namedItem('q') as HTMLInputElement;
	const template = element<HTMLTemplateElement>('person');

	/** The people as they are once everything that waits has arrived. */
	function people(): Expected[] {
		const known = new Map(list.people.map((one) => [one.id, { ...one }]));
		for (const act of outbox.waiting()) {
			const one = known.get(act.place ?? '') ?? [...known.values()].find(({ code }) => act.code !== '' && code === act.code);
			if (!one) continue;
			if (act.kind === 'undo') one.arrived = null;
			else if (act.kind === 'arrive' && (one.state === 'confirmed' || act.anyway)) {
				one.arrived ??= new Date(act.at).toISOString();
				one.state = 'confirmed';
			}
		}
		return [...known.values()];
	}

	function row(name: string, below: string, note: string, button?: { label: string; press: () => void; isQuiet?: boolean }): Node {
		const copy = template.content.cloneNode(true) as DocumentFragment;
		const put = (part: string, text: string) => {
			const target = copy.querySelector(`[data-${part}]`);
			if (target) target.textContent = text;
		};
		put('name', name);
		put('organisation', below);
		put('note', note);
		if (!note) copy.querySelector('[data-note]')?.remove();
		const pressed = copy.querySelector('button');
		if (!button) pressed?.remove();
		else if (pressed) {
			const text = pressed.querySelector('span');
			if (text) text.textContent = button.label;
			pressed.setAttribute('aria-label', `${button.label}: ${name}`);
			pressed.addEventListener('click', button.press);
			if (button.isQuiet) pressed.classList.replace('kern-btn--primary', 'kern-btn--tertiary');
		}
		return copy;
	}

	function rowFor(one: Expected): Node {
		if (one.arrived) return row(one.name, one.organisation, say('inSince', { time: time(one.arrived) }));
		const isExpected = one.state === 'confirmed';
		const note = isExpected ? '' : say(one.state === 'withdrawn' ? 'withdrew' : 'waits');
		const press = () => void arrive({ place: one.id, name: one.name, anyway: !isExpected });
		return row(one.name, one.organisation, note, { label: say(isExpected ? 'arrive' : 'anyway'), press });
	}

	function showFound(): void {
		const typed = field.value.trim();
		const rows: Node[] = typed ? lookUp(people(), typed).map(rowFor) : [];
		if (typed && rows.length === 0) {
			const none = document.createElement('li');
			none.textContent = say('none');
			rows.push(none);
		}
		element('found').replaceChildren(...rows);
	}

	function showCount(): void {
		const all = people();
		const walkIns = outbox.waiting().filter(({ kind }) => kind === 'walkIn').length;
		element('here').textContent = String(all.filter(({ arrived }) => arrived).length + walkIns);
		element('registered').textContent = String(all.filter(({ state }) => state === 'confirmed').length + walkIns);
		element('types').replaceChildren(
			...list.count.types.map(({ type, people: count }) => {
				const line = document.createElement('li');
				const [name, number] = [document.createElement('span'), document.createElement('strong')];
				name.textContent = said.types[type] ?? say('unknownType');
				number.textContent = String(count);
				line.append(name, number);
				return line;
			}),
		);
	}

	function showActs(): void {
		element('last').hidden = acts.length === 0;
		element('acts').replaceChildren(
			...acts.map((act) => {
				const text =
					act.outcome === 'queued' ? say('queued') : say(`outcome.${act.outcome}`, { name: act.name, door: act.door, time: time(act.at) });
				const press = () => void undo(act);
				const mayUndo = act.place && (act.outcome === 'in' || act.outcome === 'queued');
				return row(act.name, text, '', mayUndo ? { label: say('undo'), press, isQuiet: true } : undefined);
			}),
		);
	}

	function show(): void {
		showFound();
		showCount();
		showActs();
	}

	async function remember(act: Act): Promise<void> {
		acts = [act, ...acts.filter(({ key }) => key !== act.key)].slice(0, LAST);
		await vault.set('last', acts);
	}

	async function told(act: Waiting, answer: Scanned | 'unreadable'): Promise<void> {
		const known = acts.find(({ key }) => key === act.key);
		const outcome = answer === 'unreadable' ? answer : answer.outcome;
		const [place, at, door] = answer === 'unreadable' ? [null, null, ''] : [answer.place, answer.at, answer.door];
		const name = (answer !== 'unreadable' && answer.name) || known?.name || act.name || act.code;
		if (known) acts = acts.map((one) => (one.key === act.key ? { ...one, name, outcome, place, at, door } : one));
		// A conflict comes back to the top, however long ago it was.
		if (!known || !['in', 'undone'].includes(outcome)) await remember({ key: act.key, place, name, outcome, at, door });
		const one = list.people.find(({ id }) => id === place);
		if (one) {
			one.arrived = at;
			one.door = door;
			if (outcome === 'in') one.state = 'confirmed';
		}
		await vault.set('list', list);
		await vault.set('last', acts);
	}

	const outbox = await openOutbox(vault, `${base}/scans.json`, told);

	async function act(kind: Scan['kind'], facts: Partial<Waiting>, name: string): Promise<void> {
		const one: Waiting = {
			key: crypto.randomUUID(),
			kind,
			place: null,
			code: '',
			name: '',
			organisation: '',
			anyway: false,
			at: Date.now(),
			...facts,
		};
		await outbox.add(one);
		if (kind !== 'undo') await remember({ key: one.key, place: one.place, name, outcome: 'queued', at: null, door: label });
		show();
		void connect();
	}

	async function arrive({ place, name, anyway }: { place: string; name: string; anyway: boolean }): Promise<void> {
		field.value = '';
		await act('arrive', { place, anyway }, name);
		field.focus();
	}

	async function undo(done: Act): Promise<void> {
		acts = acts.filter(({ key }) => key !== done.key);
		await act('undo', { place: done.place }, done.name);
	}

	async function scanned(text: string): Promise<void> {
		const code = readCode(text);
		const one = people().find((person) => person.code === code);
		navigator.vibrate?.(60);
		await act('arrive', one ? { place: one.id } : { code }, one?.name ?? code);
	}

	function showConnection(reached: Reached): void {
		const text = reached === 'sent' ? '' : say(reached, { count: String(outbox.waiting().length) });
		const line = element('connection');
		// A region that is written anew is read out anew.
		if (line.textContent !== text) line.textContent = text;
	}

	async function refresh(): Promise<Reached> {
		const response = await fetch(`${base}/list.json?after=${list.cursor}`, { signal: AbortSignal.timeout(8_000) }).catch(() => null);
		if (response?.status === 404) return 'gone';
		if (!response?.ok) return 'offline';
		if (response.status === 204) return 'sent';
		const fresh = (await response.json().catch(() => null)) as List | null;
		if (!fresh) return 'offline';
		list = fresh;
		await vault.set('list', list);
		return 'sent';
	}

	let connecting: Promise<void> | null = null;
	/** Sends what waits, then looks what the other doors did. */
	function connect(): Promise<void> {
		connecting ??= (async () => {
			const reached = await outbox.send();
			showConnection(reached === 'sent' ? await refresh() : reached);
			show();
		})().finally(() => {
			connecting = null;
		});
		return connecting;
	}

	search.addEventListener('submit', (event) => {
		event.preventDefault();
		const [only, ...more] = lookUp(people(), field.value.trim()).filter(({ arrived, state: place }) => !arrived && place === 'confirmed');
		if (only && more.length === 0) void arrive({ place: only.id, name: only.name, anyway: false });
		else showFound();
	});
	field.addEventListener('input', showFound);

	const walkIn = element<HTMLFormElement>('walk-in');
	/** Empties the form, also of what a server's page said about it. */
	function forgetForm(): void {
		for (const said of document.querySelectorAll('[role=alert], .kern-error')) said.remove();
		for (const name of ['name', 'organisation']) {
			const input = walkIn.elements.namedItem(name) as HTMLInputElement;
			input.value = '';
			input.removeAttribute('aria-invalid');
			input.removeAttribute('aria-describedby');
			input.classList.remove('kern-form-input__input--error');
			input.closest('.kern-form-input')?.classList.remove('kern-form-input--error');
		}
	}

	walkIn.addEventListener('submit', (event) => {
		const [name, organisation] = ['name', 'organisation'].map((one) => (walkIn.elements.namedItem(one) as HTMLInputElement).value.trim());
		// What is missing is said by the server's own page.
		if (!name || !organisation) return;
		event.preventDefault();
		forgetForm();
		void act('walkIn', { name, organisation }, name);
	});

	const button = element<HTMLButtonElement>('scan');
	const video = element<HTMLVideoElement>('video');
	const words = button.querySelector('span');
	let camera: AbortController | null = null;
	button.hidden = !navigator.mediaDevices?.getUserMedia;
	button.addEventListener('click', async () => {
		if (camera) return camera.abort();
		camera = new AbortController();
		video.hidden = false;
		if (words) words.textContent = say('scanStop');
		const problem = await scan(video, (text) => void scanned(text), camera.signal);
		if (problem) element('connection').textContent = say(problem);
		camera = null;
		video.hidden = true;
		if (words) words.textContent = say('scan');
	});

	setInterval(() => void connect(), AGAIN_MS);
	addEventListener('online', () => void connect());
	show();
	await connect();
	await keepPage(base).catch(() => {});
}

/** Keeps this page and what it is made of, so that it opens again without a connection. */
async function keepPage(base: string): Promise<void> {
	const { serviceWorker } = navigator;
	if (!serviceWorker) return;
	await serviceWorker.register('/service-worker.js', { type: 'module', scope: base.replace(/[^/]+$/, '') });
	await serviceWorker.ready;
	if (!serviceWorker.controller) await new Promise((done) => serviceWorker.addEventListener('controllerchange', done, { once: true }));
	const parts = performance.getEntriesByType('resource').map(({ name }) => name);
	const own = parts.filter((name) => new URL(name).origin === location.origin && !name.includes('.json'));
	await Promise.all([base, ...own].map((name) => fetch(name)));
}

if (page) void open(page);
