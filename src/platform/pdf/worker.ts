// The thread in which a document is made.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { type Form, render } from './render.ts';

const { template, data, form } = workerData as { template: string; data: unknown; form: Form };
const source = readFileSync(fileURLToPath(import.meta.resolve(template)), 'utf8');
// A copy of exactly this size can be handed over without another one.
const result = Uint8Array.from(render(source, data, form));
parentPort?.postMessage({ result }, [result.buffer]);
