/** What one turns to somebody in an organisation for. */
export const contactKinds = ['leadership', 'reception', 'cooperation', 'schoolSocialWork', 'childProtection', 'other'] as const;
export type ContactKind = (typeof contactKinds)[number];
