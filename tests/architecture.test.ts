// The order of the house, as a test. Its messages say where a thing belongs.
import fs from 'node:fs';
import path from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';

const SOURCE = path.resolve(import.meta.dirname, '../src');
const ROOMS =
	'places people organisations positions offers events registration workshops groups boards thread surveys pilots consultation conduct reports privacy admin'.split(
		' ',
	);
const VOCABULARY =
	/^(README\.md|words\.ts|(schema|rules|access)(-[a-z-]+)?\.ts|(read|write|job|output)(-[a-z-]+)?\.server\.ts|output(-[a-z-]+)?\.typ|(device|worker)(-[a-z-]+)?\.ts|words\/(de|en)\.json|ui\/[A-Z]\w+\.svelte|[a-z.-]+\.test\.ts)$/;
const BANNED = /(^|\/)(utils?|helpers?|misc|common|manager|service|index)\b/;
const NEVER: [string, string][] = [
	['consultation', 'people'],
	['surveys', 'people'],
	['boards', 'people'],
];
const PURE = /\/(rules|schema|access)(-[a-z-]+)?\.ts$|^algorithms\//;
const IMPURE =
	/from '(node:|kysely|pg|#platform\/(db|jobs|mail\/(mail|transport)|log|session)|\$app|\$env)|Math\.random\(|Date\.now\(|new Date\(\)|performance\.now/;

const files = fs
	.readdirSync(SOURCE, { recursive: true, withFileTypes: true })
	.filter((entry) => entry.isFile())
	.map((entry) => path.relative(SOURCE, path.join(entry.parentPath, entry.name)));
const sources = files
	.filter((file) => /\.(ts|svelte)$/.test(file))
	.map((file) => ({ file, text: fs.readFileSync(path.join(SOURCE, file), 'utf8') }));
const inHouse = sources.filter(({ file }) => !file.endsWith('.test.ts'));

const roomOf = (file: string) => /^modules\/([^/]+)\//.exec(file)?.[1];
const storey = (file: string) =>
	/^(algorithms|platform|ui|\.\.\/db)\//.test(file) ? 0 : file.startsWith('modules/') ? 1 + ROOMS.indexOf(roomOf(file) ?? '') : 100;

function importsOf(file: string, text: string): string[] {
	return [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].flatMap(([, target = '']) => {
		if (target.startsWith('#')) return [target.slice(1)];
		return target.startsWith('.') ? [path.join(path.dirname(file), target)] : [];
	});
}

const found = <T>(rows: { file: string; text: string }[], look: (row: { file: string; text: string }) => T[]) =>
	rows.flatMap((row) => look(row).map((problem) => `${row.file}: ${problem}`));

test('a file looks left, never right', () => {
	const problems = found(inHouse, ({ file, text }) =>
		importsOf(file, text)
			.filter((target) => storey(target) > storey(file))
			.map((target) => `imports ${target}, which lies to the right; move what both need to the left, or this sentence to conduct`),
	);
	expect(problems).toEqual([]);
});

test('algorithms, platform and ui know no noun of the domain', () => {
	const problems = found(
		inHouse.filter(({ file }) => storey(file) === 0),
		({ file, text }) =>
			importsOf(file, text).filter((target) => !['algorithms', 'platform', 'ui', '../db'].some((room) => target.startsWith(room))),
	);
	expect(problems).toEqual([]);
});

test('algorithms import nothing from outside their folder', () => {
	const problems = found(
		inHouse.filter(({ file }) => file.startsWith('algorithms/')),
		({ file, text }) =>
			[...text.matchAll(/from '([^']+)'/g)]
				.map(([, target = '']) => target)
				.filter((target) => !target.startsWith('./') || path.join(path.dirname(file), target).split('/').length < 3),
	);
	expect(problems).toEqual([]);
});

test('anonymous rooms never look at people', () => {
	const problems = found(inHouse, ({ file, text }) =>
		NEVER.filter(([from, to]) => roomOf(file) === from && importsOf(file, text).some((target) => roomOf(target) === to)).map(
			([, to]) => `must never import ${to}`,
		),
	);
	expect(problems).toEqual([]);
});

test('rooms exist in the order, and their files carry known names', () => {
	const problems = files
		.filter((file) => file.startsWith('modules/'))
		.filter((file) => !ROOMS.includes(roomOf(file) ?? '') || !VOCABULARY.test(file.split('/').slice(2).join('/')));
	expect(problems, 'a room is one of the known nouns; a file is named by what it does (CONTRIBUTING.md)').toEqual([]);
	expect(
		files.filter((file) => BANNED.test(file) && !file.endsWith('app.html')),
		'names that say nothing',
	).toEqual([]);
});

test('no file is longer than 400 lines', () => {
	expect(
		inHouse.filter(({ text }) => text.split('\n').length > 400).map(({ file }) => `${file}: split it with a suffix after its known name`),
	).toEqual([]);
});

test('a class of the design system is named whole: the stylesheet keeps only what stands in our files', () => {
	const problems = inHouse.filter(({ text }) => /\bkern-[\w-]*-(\{|\$\{)/.test(text)).map(({ file }) => file);
	expect(problems).toEqual([]);
});

test('rules, schemas, gates and algorithms are pure: no database, clock, chance or framework', () => {
	const problems = found(
		inHouse.filter(({ file }) => PURE.test(file)),
		({ text }) => (IMPURE.exec(text) ? [`is not pure: ${IMPURE.exec(text)?.[0]}`] : []),
	);
	expect(problems).toEqual([]);
});

test('only read, write, output and job speak SQL, and a room writes its own tables', () => {
	const problems = found(
		inHouse.filter(({ file }) => file.startsWith('modules/')),
		({ file, text }) => {
			const speaks =
				/\b(selectFrom|insertInto|updateTable|deleteFrom)\(/.test(text) && !/\/(read|write|output|job)[\w-]*\.server\.ts$/.test(file);
			const foreign = [...text.matchAll(/(?:insertInto|updateTable|deleteFrom)\('(\w+)\./g)]
				.map(([, schema]) => schema)
				.filter((schema) => schema !== roomOf(file));
			return [...(speaks ? ['speaks SQL; only read and write may'] : []), ...foreign.map((schema) => `writes a table of ${schema}`)];
		},
	);
	expect(problems).toEqual([]);
});

test('every exported function of a room and of the algorithms says what it does', () => {
	const problems = found(
		inHouse.filter(({ file }) => /^(modules|algorithms)\/.*\.ts$/.test(file) && !file.endsWith('words.ts')),
		({ text }) =>
			[...text.matchAll(/(^|\n)(?<before>[^\n]*)\nexport (?:async )?(?:function|const) (?<name>\w+)(?<rest>[^\n]*)/g)]
				.filter(({ groups }) => /^\(|=.*=>|^<|^ ?=\s*$/.test(groups?.['rest'] ?? '') && !/\*\/\s*$/.test(groups?.['before'] ?? ''))
				.map(({ groups }) => `${groups?.['name']} has no docstring`),
	);
	expect(problems).toEqual([]);
});

interface Piece {
	type: number;
	value: string;
	options?: Record<string, { value: Piece[] }>;
}

// 0 is literal text and 7 the number sign of a plural; everything else names a value.
const namesIn = (pieces: Piece[]): string[] =>
	pieces.flatMap((piece) => [
		...(piece.type === 0 || piece.type === 7 ? [] : [piece.value]),
		...Object.values(piece.options ?? {}).flatMap((option) => namesIn(option.value)),
	]);

const placeholders = (text = '') =>
	[...new Set(namesIn(new IntlMessageFormat(text, 'de', undefined, { ignoreTag: true }).getAst() as unknown as Piece[]))].sort().join();

test('both languages say the same things with the same placeholders', () => {
	const problems = files
		.filter((file) => file.endsWith('words/de.json'))
		.flatMap((file) => {
			const read = (language: string) =>
				JSON.parse(fs.readFileSync(path.join(SOURCE, file.replace('de.json', `${language}.json`)), 'utf8')) as Record<string, string>;
			const [de, en] = [read('de'), read('en')];
			const keys = [...new Set([...Object.keys(de), ...Object.keys(en)])];
			return keys
				.filter((key) => !(key in de) || !(key in en) || placeholders(de[key]) !== placeholders(en[key]))
				.map((key) => `${file}: ${key}`);
		});
	expect(problems).toEqual([]);
});
