// Shows how far a distribution is worked out, and loads the page anew when it is done.
import type { Progress } from './rules-findings.ts';

const AGAIN_MS = 700;

const box = document.querySelector<HTMLElement>('[data-calculation]');
const bar = box?.querySelector('progress');
const step = box?.querySelector('[data-step]');
const count = box?.querySelector('[data-count]');

function show({ step: now, done, total }: Progress, said: Record<Progress['step'], string>): void {
	if (bar && total > 0) bar.value = done / total;
	// Only a new step is spoken; how far it is can be looked at.
	if (step && step.textContent !== said[now]) step.textContent = said[now];
	if (count) count.textContent = total > 0 ? `${done} / ${total}` : String(done);
}

/** Looks once; true when it is done. What cannot be reached just now is looked at again. */
async function isDone(page: string, said: Record<Progress['step'], string>): Promise<boolean> {
	try {
		const answer = await fetch(`${page}/progress.json`, { headers: { accept: 'application/json' } });
		if (!answer.ok) return false;
		const progress = (await answer.json()) as Progress | null;
		if (progress) show(progress, said);
		return progress === null;
	} catch {
		return false;
	}
}

async function look(page: string, said: Record<Progress['step'], string>): Promise<void> {
	if (await isDone(page, said)) location.replace(`${page}?done=allocated`);
	else setTimeout(() => void look(page, said), AGAIN_MS);
}

if (box?.dataset['page']) void look(box.dataset['page'], JSON.parse(box.dataset['calculation'] ?? '{}'));
