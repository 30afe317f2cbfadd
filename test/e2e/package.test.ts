import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { packedExtension } from '../editor/fleet';
import { bundle } from '../support/bundle';
import { readZip } from '../support/zip';

describe('The packed extension', () => {
  const files = readZip(packedExtension);
  const text = (name: string): string => files.get(`extension/${name}`)?.toString() ?? '';

  it('is smaller than 1 MB', () => {
    const { size } = statSync(packedExtension);
    assert.ok(size < 1_000_000, `${size} bytes`);
  });

  it('has exactly the files that it needs', async () => {
    const media = readdirSync('media', { withFileTypes: true }).filter((entry) => entry.isFile());
    const pages = (await bundle('webview')).files.map((file) => path.basename(file.path));
    assert.deepEqual([...files.keys()].toSorted(), [
      '[Content_Types].xml',
      'extension.vsixmanifest',
      ...[
        'LICENSE.txt',
        'SECURITY.md',
        'changelog.md',
        'dist/ThirdPartyNotices.txt',
        'dist/extension.js',
        'dist/redact.js',
        'dist/simulator.js',
        ...pages.map((page) => `dist/webview/${page}`),
        ...media.map(({ name }) => `media/${name}`),
        'package.json',
        'readme.md',
      ]
        .map((name) => `extension/${name}`)
        .toSorted(),
    ]);
  });

  it('has a README without links and pictures that VS Code cannot follow', () => {
    const readme = text('readme.md');
    assert.match(readme, /^# Device Explorer/);
    const targets = [...readme.matchAll(/\]\(([^)]*)\)|(?:src|href)="([^"]*)"/g)];
    assert.deepEqual(
      targets.map(([, link, html]) => link ?? html ?? '').filter((url) => !/^https:/.test(url)),
      [],
    );
  });

  it('has no source maps and no development build', () => {
    for (const name of ['dist/extension.js', 'dist/redact.js', 'dist/simulator.js'])
      assert.doesNotMatch(text(name), /sourceMappingURL/, name);
  });

  it('has the licenses of its packages', () => {
    assert.match(
      text('dist/ThirdPartyNotices.txt'),
      /\nnode-fetch \S+ \(MIT\)\nIn dist\/extension\.js\n/,
    );
  });
});
