import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { kern } from './vite.kern.ts';

// Of Kit's route announcer: its one style attribute. A browser test collects violations and notices when it changes.
const ANNOUNCER_STYLE = 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo=';

export default defineConfig({
	plugins: [
		kern(),
		sveltekit({
			adapter: adapter({ out: 'build', precompress: true, envPrefix: 'AUGENHOEHE_HTTP_' }),
			paths: { relative: false },
			version: { name: '1', pollInterval: 0 },
			// A door's page asks for it; no other page needs one.
			serviceWorker: { register: false },
			files: { serviceWorker: 'src/offline' },
			csp: {
				mode: 'hash',
				directives: {
					'default-src': ['none'],
					'script-src': ['self'],
					'style-src': ['self'],
					'style-src-attr': ['unsafe-hashes', ANNOUNCER_STYLE],
					'img-src': ['self', 'data:'],
					'font-src': ['self'],
					'connect-src': ['self'],
					'form-action': ['self'],
					'base-uri': ['none'],
					'frame-ancestors': ['none'],
				},
			},
		}),
	],
	build: { assetsInlineLimit: 0 },
	worker: { format: 'es' },
});
