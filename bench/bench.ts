// What docs/performance.md quotes: `npm run bench`, or one part of it: `npm run bench -- allocation`.
import { allocation, firstCall } from './allocation.ts';
import { boards, soak } from './boards.ts';
import { checkIn, documents, live } from './day.ts';
import { page, rush, start } from './http.ts';
import { mixing } from './mixing.ts';
import { register } from './register.ts';
import { thread } from './thread.ts';

const parts: Record<string, () => Promise<void>> = {
	allocation,
	mixing,
	rush,
	page,
	checkIn,
	documents,
	live,
	boards,
	soak,
	thread,
	register,
	start,
};

const wanted = process.argv.slice(2);
if (wanted[0] === 'first-call') {
	firstCall(Number(wanted[1]));
	process.exit(0);
}
for (const name of wanted.length > 0 ? wanted : Object.keys(parts)) {
	const part = parts[name];
	if (!part) {
		process.stderr.write(`bench takes: ${Object.keys(parts).join(', ')}\n`);
		process.exit(2);
	}
	process.stdout.write(`\n# ${name}\n`);
	await part();
}
process.exit(0);
