// axe finds nothing in any state of any page, in both themes, at both widths. What it cannot decide about contrast counts as found.
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';

const looks = [375, 1280].flatMap((width) => (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })));

async function problemsOf(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
	const axe = new AxeBuilder({ page });
	// What the page consists of is the same in the dark: only its colours are others.
	if (colorScheme === 'dark') axe.withRules(['color-contrast']);
	else axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']);
	const { violations, incomplete } = await axe.analyze();
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
	const left = [...states];
	const walker = async () => {
		const contexts = { visitor: await browser.newContext({ locale: 'de-DE' }), desk: await browser.newContext({ locale: 'de-DE' }) };
		if (session) await contexts.desk.addCookies([{ name: 'session', value: session, url: origin }]);
		for (let state = left.shift(); state; state = left.shift()) await look(state, contexts[state.signedIn ? 'desk' : 'visitor'], origin);
		await contexts.visitor.close();
		await contexts.desk.close();
	};
	await Promise.all([walker(), walker()]);
}

async function look({ name, path, act }: State, context: BrowserContext, origin: string) {
	const page = await context.newPage();
	const complaints: string[] = [];
	page.on('console', (message) => message.type() === 'error' && !/status of 4\d\d/.test(message.text()) && complaints.push(message.text()));
	await page.goto(origin + path);
	await act?.(page);
	// Everything that folds is opened: what is hidden is not looked at.
	await page.evaluate(() => {
		for (const details of document.querySelectorAll('details')) details.open = true;
	});
	for (const { width, colorScheme } of looks) {
		await page.setViewportSize({ width, height: 800 });
		await page.emulateMedia({ colorScheme });
		// What sticks to an edge lies over nothing there.
		await page.evaluate(() => {
			scrollTo(0, 0);
			for (const said of document.querySelectorAll<HTMLElement>('.said')) said.style.position = 'static';
		});
		const where = `${name} (${width}, ${colorScheme})`;
		expect(await problemsOf(page, colorScheme), where).toEqual([]);
		expect(await page.evaluate(() => document.documentElement.scrollWidth), `${where} is wider than the screen`).toBeLessThanOrEqual(width);
	}
	expect(complaints, name).toEqual([]);
	expect(await deadLinks(page), name).toEqual([]);
	expect(await page.locator('h1').count(), `${name} has one main heading`).toBe(1);
	await page.close();
}
