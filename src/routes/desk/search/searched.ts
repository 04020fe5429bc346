/** What an address asks to look for. */
export const searched = (url: URL): string => (url.searchParams.get('q') ?? '').replaceAll('\0', '').trim().slice(0, 100);
