import assert from 'node:assert/strict';
import { pageHtml } from '../../../../src/ui/pages/pageHtml';

const parts = {
  title: 'Labels and configuration',
  cspSource: `'self' https://*.vscode-cdn.net`,
  scriptUri: 'https://file.vscode-cdn.net/dist/page.js',
  styleUri: 'https://file.vscode-cdn.net/media/page.css',
};

function policyOf(html: string): Map<string, string> {
  const content = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  return new Map(
    content.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources.join(' ')];
    }),
  );
}

function nonceOf(html: string): string {
  return /<script type="module" nonce="([^"]*)"/.exec(html)?.[1] ?? '';
}

describe('HTML of a page', () => {
  it('allows nothing but its own script, and what comes with the extension', () => {
    const html = pageHtml(parts);
    const policy = policyOf(html);
    assert.equal(policy.get('default-src'), `'none'`);
    assert.equal(policy.get('script-src'), `'nonce-${nonceOf(html)}'`);
    for (const name of ['font-src', 'img-src']) assert.equal(policy.get(name), parts.cspSource);
    assert.deepEqual([policy.get('base-uri'), policy.get('form-action')], [`'none'`, `'none'`]);
    assert.doesNotMatch([...policy.values()].join(' '), /unsafe|data:|\*(?!\.vscode-cdn)/);
  });

  it('allows no style that holds a rule but those that come with the extension', () => {
    const [hash, ...sources] = (policyOf(pageHtml(parts)).get('style-src') ?? '')
      .split(' ')
      .reverse();
    const emptyText = `'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='`;
    assert.equal(hash, emptyText);
    assert.equal(sources.reverse().join(' '), parts.cspSource);
  });

  it('holds nothing inline', () => {
    const html = pageHtml(parts);
    assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=/i);
    assert.deepEqual(html.match(/<script[^>]*>.*?<\/script>/gs), [
      `<script type="module" nonce="${nonceOf(html)}" src="${parts.scriptUri}"></script>`,
    ]);
  });

  it('keeps text from outside text', () => {
    const html = pageHtml({ ...parts, title: '</title><script>alert("1 & 2")</script>' });
    assert.match(html, /<title>&#60;\/title&#62;&#60;script&#62;alert\(&#34;1 &#38; 2&#34;\)/);
  });

  it('has a nonce that nobody foresees', () => {
    const nonces = new Set(Array.from({ length: 100 }, () => nonceOf(pageHtml(parts))));
    assert.equal(nonces.size, 100);
    for (const nonce of nonces) assert.match(nonce, /^[\w-]{24}$/);
  });
});
