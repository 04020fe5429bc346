// The algorithms as packages of their own: what would be published, and whether their READMEs are true for whoever installs them.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 120_000 });

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The folder with everything a package is made from, so that nothing is left behind in the sources. */
function copyOf(name: string, home: string): string {
	const folder = path.join(home, 'src/algorithms', name);
	const isSource = (file: string) => !/\.test\.ts$|[/\\]dist$/.test(file);
	fs.cpSync(path.join(ROOT, 'src/algorithms', name), folder, { recursive: true, filter: isSource });
	fs.copyFileSync(path.join(ROOT, 'LICENSE'), path.join(home, 'LICENSE'));
	return folder;
}

// What the examples of each README print.
const said: Record<string, RegExp[]> = {
	allocation: [
		/workshop: 'w2',\s+round: 1,\s+rank: 1[\s\S]*workshop: 'w1',\s+round: 2,\s+rank: 2[\s\S]*\ntrue\nnull\n$/,
		/^w1 othersWithoutPlace 1\n$/,
		/^1\n$/,
	],
	mixing: [/\n0 0 true\n$/, /^0\n$/, /^0 \[ 'rounds\[0\]\[0\]: has only 1 seats' \]\n$/],
};

test.each(Object.keys(said))(
	'what would be published of %s is the built code with its types, README and licence, and the README is true for whoever installs it',
	(name) => {
		const home = fs.mkdtempSync(path.join(os.tmpdir(), `${name}-`));
		try {
			const folder = copyOf(name, home);
			const bin = path.join(ROOT, 'node_modules/.bin');
			const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env['PATH']}` };
			const [packed] = JSON.parse(
				execFileSync('npm', ['pack', '--json'], { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
			);
			const modules = fs.readdirSync(folder).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : []));
			const expected = ['README.md', 'package.json', 'dist/LICENSE', ...modules.flatMap((one) => [`dist/${one}.js`, `dist/${one}.d.ts`])];
			expect(packed.files.map((file: { path: string }) => file.path).sort()).toEqual(expected.sort());

			const installed = path.join(home, `user/node_modules/augenhoehe-${name}`);
			fs.mkdirSync(installed, { recursive: true });
			execFileSync('tar', ['-xzf', path.join(folder, packed.filename), '-C', installed, '--strip-components=1']);
			const manifest = JSON.parse(fs.readFileSync(path.join(installed, 'package.json'), 'utf8'));
			expect(Object.keys(manifest).filter((field) => /dependencies/i.test(field))).toEqual([]);

			const readme = fs.readFileSync(path.join(installed, 'README.md'), 'utf8');
			const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text = '']) => text);
			expect(examples).toHaveLength(3);
			const user = path.join(home, 'user');
			fs.writeFileSync(path.join(user, 'package.json'), '{ "type": "module" }');
			for (const [at, text] of examples.entries()) {
				fs.writeFileSync(path.join(user, `example${at}.ts`), text);
				expect(execFileSync(process.execPath, [`example${at}.ts`], { cwd: user, encoding: 'utf8' })).toMatch(said[name]?.[at] as RegExp);
			}
			const compilerOptions = { noEmit: true, strict: true, module: 'nodenext', lib: ['es2024', 'dom', 'esnext.collection'], types: [] };
			fs.writeFileSync(path.join(user, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
			execFileSync(path.join(bin, 'tsc'), ['-p', '.'], { cwd: user, env });
		} finally {
			fs.rmSync(home, { recursive: true, force: true });
		}
	},
);
