import { randomBytes } from 'node:crypto';

/** What a page is made of; URIs as the page itself can load them. */
interface Parts {
  title: string;
  /** Where scripts and styles come from, as a content security policy spells it. */
  cspSource: string;
  scriptUri: string;
  styleUri: string;
}

/**
 * Hash of an empty style element, which is all it allows. The toolkit adds one to find out whether the
 * browser knows `:focus-visible`: @microsoft/fast-web-utilities dom.js, `canUseFocusVisible`.
 */
const emptyStyle = `'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='`;

/**
 * Writes the HTML of a page, which is empty but for its script; nothing inline, no network.
 *
 * The script is a module. The modules it imports inherit its nonce (HTML standard, "descendant script
 * fetch options"), so the policy allows no script by its address. It runs before the window's `load`, when
 * the toolkit copies the theme.
 */
export function pageHtml({ title, cspSource, scriptUri, styleUri }: Parts): string {
  const nonce = randomBytes(18).toString('base64url');
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
    <script type="module" nonce="${nonce}" src="${escapeHtml(scriptUri)}"></script>
  </head>
  <body></body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
