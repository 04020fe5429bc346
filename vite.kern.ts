// KERN's stylesheet, reduced while building to the classes our own files name. The package itself stays as it came.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import postcss, { type Root } from 'postcss';
import { PurgeCSS } from 'purgecss';
import type { Plugin } from 'vite';

const ID = 'virtual:kern.css';
const SOURCE = path.resolve('src');

const TAGS = 'html body a input label option select textarea progress legend ul ol li p summary details caption span i svg img'.split(' ');
const ATTRIBUTES = {
	names: ['open', 'disabled', 'readonly', 'aria-disabled', 'tabindex', 'href', 'type', 'value', 'class', 'data-kern-theme'],
	values: ['true', '-1', 'disabled', 'readonly', 'checkbox', 'radio', 'light', 'dark', 'kern-level-', 'kern-col', 'kern-heading-'],
};

function read(ending: RegExp): string {
	const entries = fs.readdirSync(SOURCE, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile() && ending.test(entry.name))
		.map((entry) => fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8'))
		.join('\n');
}

const namesIn = (text: string, pattern: RegExp) => [...new Set(text.match(pattern) ?? [])];

/** Drops every custom property that no remaining declaration reaches, directly or through another. */
function dropUnreachable(root: Root, kept: string[]): void {
	const mentioned = (value: string) => [...value.matchAll(/var\(\s*(--[\w-]+)/g)].map(([, name]) => name as string);
	const leadsTo = new Map<string, string[]>();
	const open = [...kept];
	root.walkDecls((declaration) => {
		if (!declaration.prop.startsWith('--')) open.push(...mentioned(declaration.value));
		else leadsTo.set(declaration.prop, [...(leadsTo.get(declaration.prop) ?? []), ...mentioned(declaration.value)]);
	});
	const used = new Set<string>();
	for (let name = open.pop(); name !== undefined; name = open.pop()) {
		if (used.has(name)) continue;
		used.add(name);
		open.push(...(leadsTo.get(name) ?? []));
	}
	root.walkDecls(/^--/, (declaration) => {
		if (!used.has(declaration.prop)) declaration.remove();
	});
}

async function purged(): Promise<string> {
	const file = createRequire(import.meta.url).resolve('@kern-ux/native/dist/kern.css');
	const sheet = postcss.parse(fs.readFileSync(file, 'utf8'));
	// PurgeCSS drops the rule that sets all contextual tokens; everything would fall back to light colours.
	sheet.walkRules((rule) => {
		if (/^:(is|where)\(/.test(rule.selector)) rule.before(postcss.comment({ text: 'purgecss ignore' }));
	});
	const ours = read(/\.(svelte|ts|css)$/);
	const classes = namesIn(ours, /kern-[\w-]+/g);
	const [result] = await new PurgeCSS().purge({
		css: [{ raw: sheet.toString() }],
		content: [{ raw: '-', extension: 'x' }],
		extractors: [
			{
				extensions: ['x'],
				extractor: () => ({
					classes,
					tags: TAGS,
					ids: [],
					attributes: { ...ATTRIBUTES, values: [...ATTRIBUTES.values, ...classes] },
					undetermined: [],
				}),
			},
		],
		safelist: { standard: [/data-kern-theme/] },
		keyframes: true,
	});
	const root = postcss.parse(result?.css ?? '');
	root.walkAtRules('font-face', (rule) => void rule.remove());
	root.walkComments((comment) => void comment.remove());
	root.walkDecls('-webkit-mask', (declaration) => void declaration.remove());
	dropUnreachable(root, namesIn(read(/\.(svelte|css)$/), /--kern-[\w-]+/g));
	root.walkRules((rule) => void (rule.nodes.length || rule.remove()));
	root.walkAtRules((rule) => void (rule.nodes?.length === 0 && rule.remove()));
	const text = root.toString();
	if (!text.includes(':is(body')) throw new Error("KERN's contextual tokens were lost while reducing its stylesheet");
	return `@layer kern {\n${text}\n}`;
}

/** Serves the reduced stylesheet as `virtual:kern.css`. */
export function kern(): Plugin {
	return {
		name: 'kern',
		resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
		load: async (id) => (id === `\0${ID}` ? await purged() : undefined),
	};
}
