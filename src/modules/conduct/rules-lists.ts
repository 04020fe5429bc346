/** What is printed for the day: for whom. */
export const listKinds = ['door', 'rooms', 'catering'] as const;
