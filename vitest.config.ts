import { defineConfig } from 'vitest/config';

const shared = { testTimeout: 30_000, hookTimeout: 120_000 };

export default defineConfig({
	test: {
		globalSetup: ['tests/setup.ts'],
		maxWorkers: 2,
		projects: [
			{ test: { ...shared, name: 'unit', include: ['src/**/*.test.ts', 'tests/**/*.test.ts'], exclude: ['**/*.database.test.ts'] } },
			{ test: { ...shared, name: 'database', include: ['src/**/*.database.test.ts', 'tests/*.database.test.ts'] } },
			{ test: { ...shared, name: 'journeys', include: ['e2e/*.test.ts'], testTimeout: 180_000 } },
		],
	},
});
