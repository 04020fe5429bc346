// By what the coverage is added up, and which schools of it are shown, as the address says.
import { type Dimension, dimensions } from '#modules/positions/rules-coverage.ts';

/** What the address of the coverage asks for. Shape: value = of the dimension, null = all */
export const coveredBy = (url: URL): { dimension: Dimension; value: string | null; isWithout: boolean } => ({
	dimension: dimensions.find((one) => one === url.searchParams.get('by')) ?? 'municipality',
	value: url.searchParams.get('value'),
	isWithout: url.searchParams.get('without') === 'yes',
});
