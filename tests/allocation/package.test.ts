// The algorithm as a package of its own: what would be published, and whether its README is true for whoever installs it.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 120_000 });

const ROOT = path.resolve(import.meta.dirname, '../..');
const SOURCE = path.join(ROOT, 'src/algorithms/allocation');

/** The folder with everything the package is made from, so that nothing is left behind in the sources. */
function copyOf(home: string): string {
	const folder = path.join(home, 'src/algorithms/allocation');
	fs.cpSync(SOURCE, folder, { recursive: true, filter: (file) => !/\.test\.ts$|[/\\]dist$/.test(file) });
	fs.copyFileSync(path.join(ROOT, 'LICENSE'), path.join(home, 'LICENSE'));
	return folder;
}

test('what would be published is the built code with its types, README and licence, and the README is true for whoever installs it', () => {
	const home = fs.mkdtempSync(path.join(os.tmpdir(), 'allocation-'));
	try {
		const folder = copyOf(home);
		const bin = path.join(ROOT, 'node_modules/.bin');
		const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env['PATH']}` };
		const [packed] = JSON.parse(
			execFileSync('npm', ['pack', '--json'], { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
		);
		const modules = fs.readdirSync(folder).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : []));
		const expected = ['README.md', 'package.json', 'dist/LICENSE', ...modules.flatMap((name) => [`dist/${name}.js`, `dist/${name}.d.ts`])];
		expect(packed.files.map((file: { path: string }) => file.path).sort()).toEqual(expected.sort());

		const installed = path.join(home, 'user/node_modules/augenhoehe-allocation');
		fs.mkdirSync(installed, { recursive: true });
		execFileSync('tar', ['-xzf', path.join(folder, packed.filename), '-C', installed, '--strip-components=1']);
		const manifest = JSON.parse(fs.readFileSync(path.join(installed, 'package.json'), 'utf8'));
		expect(Object.keys(manifest).filter((field) => /dependencies/i.test(field))).toEqual([]);

		const readme = fs.readFileSync(path.join(installed, 'README.md'), 'utf8');
		const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text = '']) => text);
		expect(examples).toHaveLength(3);
		const user = path.join(home, 'user');
		fs.writeFileSync(path.join(user, 'package.json'), '{ "type": "module" }');
		const said = examples.map((text, at) => {
			fs.writeFileSync(path.join(user, `example${at}.ts`), text);
			return execFileSync(process.execPath, [`example${at}.ts`], { cwd: user, encoding: 'utf8' });
		});
		expect(said[0]).toMatch(/workshop: 'w2',\s+round: 1,\s+rank: 1[\s\S]*workshop: 'w1',\s+round: 2,\s+rank: 2[\s\S]*\ntrue\nnull\n$/);
		expect(said.slice(1)).toEqual(['w1 othersWithoutPlace 1\n', '1\n']);
		const compilerOptions = { noEmit: true, strict: true, module: 'nodenext', lib: ['es2023', 'dom'], types: [] };
		fs.writeFileSync(path.join(user, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
		execFileSync(path.join(bin, 'tsc'), ['-p', '.'], { cwd: user, env });
	} finally {
		fs.rmSync(home, { recursive: true, force: true });
	}
});
