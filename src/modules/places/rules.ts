import type { Region } from './access.ts';

/**
 * Which region a host name belongs to. An installation with one region needs no configuration: every host is its own.
 * Shape:  host may carry a port, which never counts
 */
export function regionOfHost(regions: readonly Region[], host: string): Region | undefined {
	const name = host.toLowerCase().replace(/:\d+$/, '');
	return regions.find((region) => region.host === name) ?? (regions.length === 1 ? regions[0] : undefined);
}

/** Whether white text on an accent colour reaches the contrast of WCAG AA (4.5 : 1). */
export function isReadableAccent(colour: string): boolean {
	const channel = (at: number) => {
		const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
		return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	};
	const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
	return 1.05 / (luminance + 0.05) >= 4.5;
}

/** Kinds of areas; a municipality lies in one of each kind at a time. Source: domain.md §2 */
export const areaKinds = ['planningArea', 'asdDistrict', 'socialSpace'] as const;
export type AreaKind = (typeof areaKinds)[number];
