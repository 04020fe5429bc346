// The process in which one document is made.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Form, render } from './render.ts';

process.once('message', ({ template, data, form }: { template: string; data: unknown; form: Form }) => {
	try {
		const source = readFileSync(fileURLToPath(import.meta.resolve(template)), 'utf8');
		process.send?.({ result: render(source, data, form) });
	} catch (error) {
		process.send?.({ problem: (error as Error).message });
	}
});
