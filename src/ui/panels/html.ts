import { randomBytes } from 'node:crypto';

/** What a page is made of; URIs as the page itself can load them. */
export interface PageParts {
  title: string;
  /** Where scripts and styles come from, as a content security policy spells it. */
  cspSource: string;
  scriptUri: string;
  styleUri: string;
  /** A value nobody can foresee, new for each page. */
  nonce: string;
}

/**
 * Hash of an empty style element, which is all it allows. The toolkit adds one to find out whether the
 * browser knows `:focus-visible`: @microsoft/fast-web-utilities dom.js, `canUseFocusVisible`.
 */
const emptyStyle = `'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='`;

/** Makes a page's nonce. */
export function makeNonce(): string {
  return randomBytes(18).toString('base64url');
}

/** Writes the HTML of a page, which is empty but for its script; nothing inline, no network. */
export function pageHtml({ title, cspSource, scriptUri, styleUri, nonce }: PageParts): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} ${emptyStyle}`,
    `font-src ${cspSource}`,
    `img-src ${cspSource}`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(title)}</title>
    <link rel="stylesheet" href="${escapeHtml(styleUri)}">
    <script nonce="${escapeHtml(nonce)}" src="${escapeHtml(scriptUri)}" defer></script>
  </head>
  <body></body>
</html>
`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? '');
}
