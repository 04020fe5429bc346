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
	const faint = await faintTexts(page);
	return [
		...violations.flatMap(({ id, nodes }) => nodes.map((node) => ({ id, node }))),
		// To axe a drawing is a picture whose colours it does not know; texts in drawings are compared here.
		...undecided.flatMap(({ id, nodes }) => nodes.filter(({ html }) => !html.startsWith('<text')).map((node) => ({ id, node }))),
	]
		.map(({ id, node }) => `${id}: ${node.target.join(' ')} ${node.html.slice(0, 120)}`)
		.concat(faint);
}

/** Texts of drawings that are too faint on what the drawing lies on; nothing but that may lie under them. Source: WCAG 2.2, 1.4.3 */
const faintTexts = (page: Page): Promise<string[]> =>
	page.locator('svg text').evaluateAll((texts) => {
		const pencil = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
		/** Red, green, blue and how solid it is, whichever way a colour is written. */
		const rgb = (colour: string): number[] => {
			if (!pencil) return [];
			pencil.clearRect(0, 0, 1, 1);
			pencil.fillStyle = colour;
			pencil.fillRect(0, 0, 1, 1);
			return [...pencil.getImageData(0, 0, 1, 1).data];
		};
		const luminance = (colour: string) =>
			[0.2126, 0.7152, 0.0722].reduce((sum, weight, at) => {
				const part = (rgb(colour)[at] ?? 0) / 255;
				return sum + weight * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
			}, 0);
		const isClear = (colour: string) => rgb(colour)[3] === 0;
		return texts.flatMap((text) => {
			if (!text.checkVisibility()) return [];
			let under: Element | null = text.closest('svg');
			while (under?.parentElement && isClear(getComputedStyle(under).backgroundColor)) under = under.parentElement;
			const [one = 0, other = 0] = [getComputedStyle(text).fill, under ? getComputedStyle(under).backgroundColor : '']
				.map(luminance)
				.toSorted((x, y) => y - x);
			return (one + 0.05) / (other + 0.05) >= 4.5 ? [] : [`faint: ${text.outerHTML.slice(0, 120)}`];
		});
	});

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
