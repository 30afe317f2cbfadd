import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { build, type BuildOptions, type Metafile, type OutputFile } from 'esbuild';

const { bundles } = createRequire(`${process.cwd()}/`)('./esbuild.js') as {
  bundles: Record<string, BuildOptions>;
};

/** Builds one bundle as the .vsix carries it, in memory. */
async function bundle(
  name: string,
): Promise<{ files: OutputFile[]; text: string; inputs: string[] }> {
  const options = {
    ...bundles[name],
    minify: true,
    sourcemap: false,
    write: false,
    metafile: true,
  };
  const { outputFiles = [], metafile } = (await build(options as BuildOptions)) as {
    outputFiles?: OutputFile[];
    metafile: Metafile;
  };
  return {
    files: outputFiles,
    text: outputFiles.map(({ text }) => text).join(''),
    inputs: Object.keys(metafile.inputs),
  };
}

describe('The bundles', () => {
  it('keep the extension under 300 KB', async () => {
    const { text } = await bundle('extension');
    assert.ok(Buffer.byteLength(text) < 300_000, `${Buffer.byteLength(text)} bytes`);
  });

  it('keep each page under 150 KB', async () => {
    const { files } = await bundle('webview');
    assert.notEqual(files.length, 0);
    for (const { path, contents } of files) assert.ok(contents.length < 150_000, path);
  });

  it('ask for Node’s network modules by the names behind which VS Code puts its proxy', async () => {
    const { text } = await bundle('extension');
    assert.match(text, /require\("http"\)/);
    assert.match(text, /require\("https"\)/);
    assert.doesNotMatch(text, /require\("node:(http|https|net|tls)"\)/);
  });

  it('keep the simulator and the pages out of the extension, and React out of all', async () => {
    const { inputs } = await bundle('extension');
    assert.deepEqual(
      inputs.filter((file) => /^src\/(simulator|webview)\//.test(file)),
      [],
    );
    const all = await Promise.all(Object.keys(bundles).map((name) => bundle(name)));
    assert.deepEqual(
      all
        .flatMap((one) => one.inputs)
        .filter((file) => /node_modules\/react|toolkit\/dist\/(index-rollup|toolkit)/.test(file)),
      [],
    );
  });
});
