import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const maxBytes = 150_000;

/** Bundles a page as the packed extension has it. */
async function bundle(entry: string): Promise<{ bytes: number; inputs: string[] }> {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    outdir: 'dist',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
  return { bytes, inputs: Object.keys(metafile.inputs) };
}

describe('bundles of the pages', () => {
  const folder = 'src/webview';
  const entries = readdirSync(folder).filter((name) => name.endsWith('.page.ts'));

  it('are there', () => assert.notEqual(entries.length, 0));

  for (const name of entries) {
    it(`stay small, and without React: ${name}`, async function () {
      this.timeout(20_000);
      const { bytes, inputs } = await bundle(path.join(folder, name));
      assert.deepEqual(
        inputs.filter((input) => /react|toolkit\/dist\/(?:index-rollup|toolkit)/i.test(input)),
        [],
      );
      assert.ok(inputs.some((input) => input.includes('webview-ui-toolkit')));
      assert.ok(bytes < maxBytes, `${bytes} bytes`);
    });
  }
});
