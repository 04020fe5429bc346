// Lets a part of the programme be dragged to another time or track; the same form works from its menu.

const form = document.querySelector<HTMLFormElement>('[data-move]');
let dragged = '';

const field = (name: string) => form?.elements.namedItem(name) as HTMLInputElement | null;

for (const card of document.querySelectorAll<HTMLElement>('[data-item]')) {
	card.draggable = true;
	card.addEventListener('dragstart', (event) => {
		dragged = card.dataset['item'] ?? '';
		event.dataTransfer?.setData('text/plain', dragged);
	});
}

for (const cell of document.querySelectorAll<HTMLElement>('[data-start]')) {
	cell.addEventListener('dragover', (event) => {
		if (!dragged) return;
		event.preventDefault();
		cell.dataset['over'] = 'yes';
	});
	cell.addEventListener('dragleave', () => {
		delete cell.dataset['over'];
	});
	cell.addEventListener('drop', (event) => {
		event.preventDefault();
		const [id, start, track] = [field('id'), field('start'), field('track')];
		if (!id || !start || !track || !dragged) return;
		id.value = dragged;
		start.value = cell.dataset['start'] ?? '';
		track.value = cell.dataset['track'] ?? '';
		form?.submit();
	});
}
