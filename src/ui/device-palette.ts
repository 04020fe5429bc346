// The quick search: opens over any page, offers pages and what is found, and is driven by the keyboard alone.

interface Line {
	kind: string;
	title: string;
	detail: string;
	url: string;
}

const WAIT_MS = 120;

const dialog = document.querySelector<HTMLDialogElement>('[data-palette]');
const input = dialog?.querySelector('input');
const list = dialog?.querySelector<HTMLElement>('[role="listbox"]');
const told = dialog?.querySelector<HTMLElement>('[data-told]');
const opener = document.querySelector<HTMLAnchorElement>('[data-palette-open]');
const pages = JSON.parse(dialog?.dataset['pages'] ?? '[]') as Line[];

let lines: Line[] = [];
/** The line that is chosen; -1 = none, as long as what was typed is not looked up. */
let at = -1;
let asked = 0;
let timer = 0;

function show(): void {
	if (!list || !input || !told) return;
	list.replaceChildren(
		...lines.map((line, position) => {
			const option = document.createElement('a');
			option.href = line.url;
			option.id = `palette-${position}`;
			option.role = 'option';
			option.tabIndex = -1;
			option.ariaSelected = String(position === at);
			const name = document.createElement('span');
			name.textContent = line.title;
			const more = document.createElement('span');
			more.className = 'muted';
			more.textContent = [line.kind, line.detail].filter(Boolean).join(' · ');
			option.append(name, more);
			return option;
		}),
	);
	input.setAttribute('aria-expanded', String(lines.length > 0));
	if (at >= 0) input.setAttribute('aria-activedescendant', `palette-${at}`);
	else input.removeAttribute('aria-activedescendant');
	list.children[at]?.scrollIntoView({ block: 'nearest' });
	told.textContent = input.value.trim() && lines.length === 0 ? (dialog?.dataset['nothing'] ?? '') : '';
}

async function look(): Promise<void> {
	const words = input?.value.trim() ?? '';
	const turn = ++asked;
	const wanted = words.toLowerCase().split(/\s+/);
	const fitting = pages.filter(({ title }) => wanted.every((word) => title.toLowerCase().includes(word)));
	let found: Line[] = [];
	if (words) {
		try {
			const answer = await fetch(`${dialog?.dataset['palette']}?q=${encodeURIComponent(words)}`, {
				headers: { accept: 'application/json' },
			});
			if (answer.ok) found = (await answer.json()) as Line[];
		} catch {
			// Without a connection the pages are still there.
		}
	}
	// An answer that comes late is of no use any more.
	if (turn !== asked) return;
	lines = [...fitting, ...found];
	at = words && lines.length > 0 ? 0 : -1;
	show();
}

function open(): void {
	if (!dialog || dialog.open || !input) return;
	dialog.showModal();
	input.value = '';
	void look();
}

opener?.addEventListener('click', (event) => {
	event.preventDefault();
	open();
});
document.addEventListener('keydown', (event) => {
	if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
		event.preventDefault();
		open();
	}
});
input?.addEventListener('input', () => {
	clearTimeout(timer);
	at = -1;
	timer = window.setTimeout(() => void look(), WAIT_MS);
});
input?.addEventListener('keydown', (event) => {
	const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
	if (step !== 0 && lines.length > 0) {
		event.preventDefault();
		at = at < 0 ? (step > 0 ? 0 : lines.length - 1) : (at + step + lines.length) % lines.length;
		show();
	}
	// Enter without a choice goes to the page of the search, as the form does without a script.
	const chosen = lines[at];
	if (event.key === 'Enter' && chosen) {
		event.preventDefault();
		location.assign(chosen.url);
	}
});
// A click beside the dialog closes it.
dialog?.addEventListener('click', (event) => {
	if (event.target === dialog) dialog.close();
});
