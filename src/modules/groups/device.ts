// Lets names be dragged to another table or onto somebody they change places with; the same works from each name's own page.

const form = document.querySelector<HTMLFormElement>('[data-move]');
const hint = document.querySelector<HTMLElement>('[data-hint]');
let dragged: { place: string; round: string } | null = null;

const set = (name: string, value: string) => {
	const field = form?.elements.namedItem(name);
	if (field instanceof HTMLInputElement) field.value = value;
};

if (hint) hint.hidden = false;

for (const person of document.querySelectorAll<HTMLElement>('[data-person]')) {
	person.draggable = true;
	person.addEventListener('dragstart', (event) => {
		dragged = { place: person.dataset['person'] ?? '', round: person.dataset['round'] ?? '' };
		event.dataTransfer?.setData('text/plain', person.textContent ?? '');
		event.stopPropagation();
	});
}

for (const target of document.querySelectorAll<HTMLElement>('[data-target]')) {
	const isPossible = () =>
		dragged !== null && dragged.round === target.dataset['round'] && target.dataset['target'] !== `swap:${dragged.place}`;
	target.addEventListener('dragover', (event) => {
		if (!isPossible()) return;
		event.preventDefault();
		event.stopPropagation();
		target.dataset['over'] = 'yes';
	});
	target.addEventListener('dragleave', () => {
		delete target.dataset['over'];
	});
	target.addEventListener('drop', (event) => {
		if (!isPossible() || !dragged) return;
		event.preventDefault();
		event.stopPropagation();
		set('round', dragged.round);
		set('place', dragged.place);
		set('target', target.dataset['target'] ?? '');
		form?.submit();
	});
}
