// axe finds nothing in any state of any page, in both themes, at both widths. What it cannot decide about contrast counts as found.
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';

const looks = [375, 1280].flatMap((width) => (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })));

async function problemsOf(page: Page): Promise<string[]> {
	const { violations, incomplete } = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
		.analyze();
	const undecided = incomplete.filter(({ id }) => id === 'color-contrast');
	return [...violations, ...undecided].flatMap(({ id, nodes }) =>
		nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.html.slice(0, 120)}`),
	);
}

/** Links within the page that lead nowhere, such as from the summary of errors to a field. */
const deadLinks = (page: Page): Promise<string[]> =>
	page
		.locator('a[href^="#"]')
		.evaluateAll((links) =>
			links.flatMap((link) => (document.getElementById((link as HTMLAnchorElement).hash.slice(1)) ? [] : [link.outerHTML])),
		);

/** A page in a state; act brings it there. */
export type State = { name: string; path: string; signedIn?: boolean; act?: (page: Page) => Promise<unknown> };

/**
 * Looks at pages in both widths and themes, with everything unfolded: axe finds nothing, no script complains, no link leads nowhere,
 * nothing is wider than the screen, and each page has one main heading.
 */
export async function walk(browser: Browser, origin: string, states: readonly State[], session: string | undefined): Promise<void> {
	const walkAs = async ({ width, colorScheme }: (typeof looks)[number]) => {
		const contexts = {
			visitor: await browser.newContext({ viewport: { width, height: 800 }, colorScheme, locale: 'de-DE' }),
			desk: await browser.newContext({ viewport: { width, height: 800 }, colorScheme, locale: 'de-DE' }),
		};
		if (session) await contexts.desk.addCookies([{ name: 'session', value: session, url: origin }]);
		for (const state of states) {
			const page = await contexts[state.signedIn ? 'desk' : 'visitor'].newPage();
			const complaints: string[] = [];
			page.on(
				'console',
				(message) => message.type() === 'error' && !/status of 4\d\d/.test(message.text()) && complaints.push(message.text()),
			);
			await page.goto(origin + state.path);
			await state.act?.(page);
			// Everything that folds is opened: what is hidden is not looked at.
			await page.evaluate(() => {
				for (const details of document.querySelectorAll('details')) details.open = true;
			});
			const where = `${state.name} (${width}, ${colorScheme})`;
			expect(await problemsOf(page), where).toEqual([]);
			expect(complaints, where).toEqual([]);
			expect(await deadLinks(page), where).toEqual([]);
			expect(await page.evaluate(() => document.documentElement.scrollWidth), `${where} is wider than the screen`).toBeLessThanOrEqual(
				width,
			);
			expect(await page.locator('h1').count(), `${where} has one main heading`).toBe(1);
			await page.close();
		}
		await contexts.visitor.close();
		await contexts.desk.close();
	};
	for (const pair of [looks.slice(0, 2), looks.slice(2)]) await Promise.all(pair.map(walkAs));
}
