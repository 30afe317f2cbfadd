import assert from 'node:assert/strict';
import { bundle, bundleNames } from '../support/bundle';

/** The files that went into a bundle. */
async function inputs(name: string): Promise<string[]> {
  return Object.keys((await bundle(name)).metafile.inputs);
}

describe('The bundles', () => {
  it('keep the extension under 150 KB', async () => {
    const { text } = await bundle('extension');
    assert.ok(Buffer.byteLength(text) < 150_000, `${Buffer.byteLength(text)} bytes`);
  });

  it('keep the redactor out of the start', async () => {
    const late = (await inputs('extension')).filter((file) => file.includes('domain/redaction/'));
    assert.deepEqual(late, ['src/domain/redaction/mark.ts']);
    assert.match((await bundle('extension')).text, /require\("\.\/redact\.js"\)/);
  });

  it('keep each page under 150 KB', async () => {
    const { files } = await bundle('webview');
    assert.notEqual(files.length, 0);
    for (const { path: file, contents } of files) assert.ok(contents.length < 150_000, file);
  });

  it('take web streams from Node instead of a copy', async () => {
    const copies = (await inputs('extension')).filter((file) => file.includes('web-streams'));
    assert.deepEqual(copies, []);
  });

  it('ask for Node’s network modules by the names behind which VS Code puts its proxy', async () => {
    const { text } = await bundle('extension');
    assert.match(text, /require\("http"\)/);
    assert.match(text, /require\("https"\)/);
    assert.doesNotMatch(text, /require\("node:(http|https|net|tls)"\)/);
  });

  it('keep the simulator and the pages out of the extension, and React out of all', async () => {
    assert.deepEqual(
      (await inputs('extension')).filter((file) =>
        /^src\/(simulator|webview)\/|node_modules\/(fastify|systeminformation)\//.test(file),
      ),
      [],
    );
    const all = await Promise.all(bundleNames.map(inputs));
    assert.deepEqual(
      all
        .flat()
        .filter((file) => /node_modules\/react|toolkit\/dist\/(index-rollup|toolkit)/.test(file)),
      [],
    );
  });
});
