import { nothingHere } from '../gate.server.ts';
import type { RequestHandler } from './$types';

const shades = (colour: string, on: string, towards: string, [hover, active]: [number, number]) => `
	--kern-color-action-default: ${colour};
	--kern-color-action-default-contextual: ${colour};
	--kern-color-action-on-default: ${on};
	--kern-color-action-on-default-contextual: ${on};
	--kern-color-action-visited: ${colour};
	--kern-color-action-state-indicator-shade-hover: color-mix(in oklch, ${colour}, ${towards} ${hover}%);
	--kern-color-action-state-indicator-shade-active: color-mix(in oklch, ${colour}, ${towards} ${active}%);`;

/** The region's colour, as a sheet of its own: the page's policy allows no style inside it. */
export const GET: RequestHandler = ({ locals }) => {
	const accent = locals.region.accent ?? nothingHere();
	const light = shades(accent, '#ffffff', 'white', [8, 16]);
	// On black the same colour would be too dark: the same hue, lightened until it reads.
	const dark = shades(`color-mix(in oklch, ${accent}, white 60%)`, '#000000', 'black', [12, 24]);
	const sheet = `:root, body {${light}\n}\n@media (prefers-color-scheme: dark) { :root, body {${dark}\n} }\n`;
	return new Response(sheet, { headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=300' } });
};
