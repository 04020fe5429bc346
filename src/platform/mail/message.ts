import { inGroups } from '../code.ts';

/** A mail before it has a form: what it says, in blocks that become text and HTML alike. */
export interface Message {
	to: { name: string; address: string };
	subject: string;
	language: 'de' | 'en';
	blocks: Block[];
	/** A page where the receiver can stop or withdraw; becomes List-Unsubscribe. */
	unsubscribe?: string;
	/** Whether a post to that page stops all further mails at once, as mail programs offer it. Source: RFC 8058 */
	isOneClick?: boolean;
	calendar?: { method: 'REQUEST' | 'CANCEL'; content: string };
}

/** A paragraph, named facts, a button, or a code that is scanned or read aloud. */
export type Block =
	| { text: string }
	| { facts: [name: string, value: string][] }
	| { button: string; url: string }
	| { code: string; label: string };

/** The name by which the HTML of a message finds the picture of its code, which comes with it. */
export const CODE_PICTURE = 'code';

const inHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The plain text of a message. */
export function asText(message: Message, sender: string): string {
	const paragraphs = message.blocks.map((block) => {
		if ('text' in block) return block.text;
		if ('facts' in block) return block.facts.map(([name, value]) => `${name}: ${value}`).join('\n');
		if ('code' in block) return `${block.label}: ${inGroups(block.code, 4, ' ')}`;
		return `${block.button}:\n${block.url}`;
	});
	return `${[...paragraphs, `-- \n${sender}`].join('\n\n')}\n`;
}

/** The HTML of a message: no picture but the code it brings along, nothing loaded from anywhere. */
export function asHtml(message: Message, sender: string): string {
	const blocks = message.blocks.map((block) => {
		if ('text' in block) return `<p>${inHtml(block.text).replaceAll('\n', '<br>')}</p>`;
		if ('facts' in block)
			return `<table role="presentation" cellpadding="0" cellspacing="0">${block.facts
				.map(
					([name, value]) =>
						`<tr><td style="padding:2px 16px 2px 0;color:#51577a;vertical-align:top">${inHtml(name)}</td><td style="padding:2px 0">${inHtml(value)}</td></tr>`,
				)
				.join('')}</table>`;
		if ('code' in block)
			return `<p>${inHtml(block.label)}:<br><img src="cid:${CODE_PICTURE}" width="174" height="174" alt="${inHtml(inGroups(block.code, 4, ' '))}"></p>`;
		return `<p style="margin:24px 0"><a href="${inHtml(block.url)}" style="background:#2044aa;color:#ffffff;padding:12px 20px;border-radius:4px;text-decoration:none;display:inline-block">${inHtml(block.button)}</a></p>`;
	});
	return `<!doctype html><html lang="${message.language}"><head><meta charset="utf-8"><title>${inHtml(message.subject)}</title></head><body style="margin:0;padding:24px;font-family:'Fira Sans',Arial,sans-serif;font-size:16px;line-height:1.5;color:#131525;background:#ffffff"><div style="max-width:36rem">${blocks.join('')}<p style="color:#51577a;margin-top:32px">${inHtml(sender)}</p></div></body></html>`;
}
