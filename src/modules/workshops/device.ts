// Wishes by touch and keyboard: the plain selects stay in the form and keep the values; this draws a list over them.

interface Said {
	pick: string;
	title: string;
	add: string;
	up: string;
	down: string;
	remove: string;
	status: string;
	removed: string;
}

function element<Name extends keyof HTMLElementTagNameMap>(name: Name, className: string, text = ''): HTMLElementTagNameMap[Name] {
	const made = document.createElement(name);
	made.className = className;
	made.textContent = text;
	return made;
}

function enhance(fieldset: HTMLFieldSetElement): void {
	const said: Said = JSON.parse(fieldset.dataset['wishes'] ?? '{}');
	const plain = fieldset.querySelector<HTMLElement>('[data-selects]');
	const selects = [...fieldset.querySelectorAll('select')];
	const [first] = selects;
	if (!plain || !first) return;
	const titles = new Map([...first.options].filter(({ value }) => value).map(({ value, text }) => [value, text]));
	// An error is beside its select: then the selects stay.
	if (plain.querySelector('.kern-error')) return;

	const picked = element('ol', 'ranking');
	const others = element('ul', 'ranking');
	const hint = element('p', 'kern-hint', said.pick);
	for (const list of [picked, others]) list.setAttribute('role', 'list');
	picked.setAttribute('aria-label', said.title);
	others.setAttribute('aria-label', said.pick);
	const status = element('p', 'kern-sr-only');
	status.setAttribute('role', 'status');
	plain.hidden = true;
	plain.before(hint, picked, others, status);

	const chosen = () => selects.map(({ value }) => value).filter(Boolean);
	const tell = (text: string, id: string, rank = 0) => {
		status.textContent = text.replace('%title%', titles.get(id) ?? '').replace('%rank%', String(rank));
	};

	function save(ids: string[], focus?: { id: string; act: string }): void {
		selects.forEach((select, at) => {
			select.value = ids[at] ?? '';
		});
		draw();
		if (!focus) return;
		const row = fieldset.querySelector(`[data-id="${CSS.escape(focus.id)}"]`);
		const wanted = row?.querySelector<HTMLButtonElement>(`button[data-act="${focus.act}"]:not([disabled])`);
		(wanted ?? row?.querySelector<HTMLButtonElement>('button:not([disabled])'))?.focus();
	}

	function button(id: string, act: string, icon: string, label: string, isOff: boolean, work: () => void): HTMLButtonElement {
		const made = element('button', '', icon ? '' : label);
		if (icon) made.append(element('span', `kern-icon ${icon}`));
		made.type = 'button';
		made.dataset['act'] = act;
		made.setAttribute('aria-label', `${titles.get(id)}: ${label}`);
		made.disabled = isOff;
		made.addEventListener('click', work);
		return made;
	}

	function swap(ids: string[], at: number, to: number, act: string): void {
		const next = [...ids];
		[next[at], next[to]] = [next[to] as string, next[at] as string];
		save(next, { id: ids[at] as string, act });
		tell(said.status, ids[at] as string, to + 1);
	}

	function draw(): void {
		const ids = chosen();
		picked.replaceChildren(
			...ids.map((id, at) => {
				const row = element('li', '');
				row.dataset['id'] = id;
				const acts = element('span', 'acts');
				acts.append(
					button(id, 'up', 'kern-icon--arrow-up', said.up, at === 0, () => swap(ids, at, at - 1, 'up')),
					button(id, 'down', 'kern-icon--arrow-down', said.down, at === ids.length - 1, () => swap(ids, at, at + 1, 'down')),
					button(id, 'remove', 'kern-icon--close', said.remove, false, () => {
						save(
							ids.filter((other) => other !== id),
							{ id, act: 'add' },
						);
						tell(said.removed, id);
					}),
				);
				row.append(element('span', 'rank', `${at + 1}.`), element('span', 'name', titles.get(id)), acts);
				return row;
			}),
		);
		others.replaceChildren(
			...[...titles.keys()]
				.filter((id) => !ids.includes(id))
				.map((id) => {
					const row = element('li', '');
					row.dataset['id'] = id;
					const isFull = ids.length >= selects.length;
					row.append(
						element('span', 'name', titles.get(id)),
						button(id, 'add', '', said.add, isFull, () => {
							save([...ids, id], { id, act: 'up' });
							tell(said.status, id, ids.length + 1);
						}),
					);
					return row;
				}),
		);
	}
	draw();
}

for (const fieldset of document.querySelectorAll<HTMLFieldSetElement>('fieldset[data-wishes]')) enhance(fieldset);
