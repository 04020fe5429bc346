// Codes that people read aloud and type.

/** What they are made of: no letter that looks like a digit. Source: Crockford's base 32 */
export const CODE_LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A code in groups, as people read it: "ABCDE-FGHJK". */
export const inGroups = (code: string, size: number, mark: string): string =>
	code.replaceAll(new RegExp(`.{${size}}(?=.)`, 'g'), `$&${mark}`);

/** What somebody typed or scanned, as a code is written: capital letters without blanks, and no letter that a digit was meant by. */
export const readCode = (typed: string): string =>
	typed.slice(0, 200).toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
