// Documents from a Typst template and data. The compiler blocks, so it works in a process of its own (pdf.ts).
import { mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { qrPath } from '../qr.ts';
import { characters, drawable } from './font.ts';

const FAMILY = '@expo-google-fonts/fira-sans';
const FACES = [
	'400Regular/FiraSans_400Regular.ttf',
	'400Regular_Italic/FiraSans_400Regular_Italic.ttf',
	'600SemiBold/FiraSans_600SemiBold.ttf',
];

interface Engine {
	compiler: NodeCompiler;
	/** Every character that every face can draw. */
	known: Set<number>;
}

let engine: Engine | undefined;

function start(): Engine {
	const require = createRequire(import.meta.url);
	const faces = FACES.map((face) => readFileSync(require.resolve(`${FAMILY}/${face}`)));
	const [first = new Set<number>(), ...others] = faces.map(characters);
	// An empty folder of its own: a template cannot read any file of the machine.
	const workspace = mkdtempSync(path.join(tmpdir(), 'augenhoehe-documents-'));
	const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs: faces }] });
	compiler.mapShadow(path.join(workspace, 'base.typ'), readFileSync(path.join(import.meta.dirname, 'base.typ')));
	return { compiler, known: others.reduce((all, more) => all.intersection(more), first) };
}

/** Data as templates take it: texts in characters that can be drawn, and codes as their paths. */
function ready(value: unknown, known: ReadonlySet<number>): unknown {
	if (typeof value === 'string') return drawable(value, known);
	if (Array.isArray(value)) return value.map((one) => ready(one, known));
	if (value === null || typeof value !== 'object') return value;
	// Drawing hundreds of codes takes a while: it is done here, and not where requests wait.
	if ('qrCode' in value) return qrPath(String(value.qrCode));
	return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, ready(one, known)]));
}

/** What went wrong, in the compiler's words: for compile errors they stand in `code`, for violations of the standard in `message`. */
function reason(error: unknown): string {
	const { message, code } = error as { message?: string; code?: string };
	const text = message || code || String(error);
	const parts = [...text.matchAll(/message: "((?:[^"\\]|\\.)*)"/g)].map(([, part = '']) => part);
	return parts.length > 0 ? [...new Set(parts)].join('; ') : text;
}

/** What a document can be made as: tagged and checked against PDF/UA-1, or a picture of its first page. */
export type Form = 'pdf' | 'svg';

/**
 * Makes a document; blocks until it is there.
 * Shape:  template = Typst source, which may import /base.typ; data = what json(bytes(sys.inputs.data)) reads in it, only ever shown as text;
 *         { qrCode: text } in it becomes a code's path
 * Errors: what the compiler refuses is a bug of the template: unknown characters are replaced before
 */
export function render(template: string, data: unknown, form: Form): Uint8Array {
	engine ??= start();
	const { compiler, known } = engine;
	const source = { mainFileContent: template, inputs: { data: JSON.stringify(ready(data, known)) }, resetRead: true };
	try {
		if (form === 'svg') return new TextEncoder().encode(compiler.plainSvg(source));
		// In one step: a document that is compiled first and written then is never freed.
		return compiler.pdf(source, { pdfStandard: 'ua-1' as never, creationTimestamp: Math.floor(Date.now() / 1000) });
	} catch (error) {
		throw new Error(`no document: ${reason(error)}`, { cause: error });
	} finally {
		// The cache belongs to the process; without this it grows with every document.
		compiler.evictCache(0);
	}
}
