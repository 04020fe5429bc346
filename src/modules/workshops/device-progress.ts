// Shows how far a distribution is worked out, and loads the page anew when it is done.
import type { Progress } from './rules-findings.ts';

const AGAIN_MS = 700;

const box = document.querySelector<HTMLElement>('[data-calculation]');
const bar = box?.querySelector('progress');
const text = box?.querySelector('[role="status"]');

async function look(page: string, said: Record<Progress['step'], string>): Promise<void> {
	const answer = await fetch(`${page}/progress.json`, { headers: { accept: 'application/json' } });
	const progress = answer.ok ? ((await answer.json()) as Progress | null) : null;
	if (!progress) return location.replace(`${page}?done=allocated`);
	if (bar && progress.total > 0) bar.value = progress.done / progress.total;
	const now = said[progress.step].replace('%done%', String(progress.done)).replace('%total%', String(progress.total));
	if (text && text.textContent !== now) text.textContent = now;
	setTimeout(() => void look(page, said), AGAIN_MS);
}

if (box?.dataset['page']) void look(box.dataset['page'], JSON.parse(box.dataset['calculation'] ?? '{}'));
