import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import type { HostMessage, PageMessage } from '../../src/protocol/page';
import { PageBench } from '../support/page';

const { bundles } = createRequire(`${process.cwd()}/`)('./esbuild.js') as {
  bundles: Record<'webview', BuildOptions & { entryPoints: string[] }>;
};

/** A second page: a model, a template and a parser, as every page is. */
const secondPage: Plugin = {
  name: 'second-page',
  setup(plugged) {
    plugged.onResolve({ filter: /^second\.page\.ts$/ }, ({ path: file }) => ({
      path: file,
      namespace: 'test',
    }));
    plugged.onLoad({ filter: /.*/, namespace: 'test' }, () => ({
      resolveDir: process.cwd(),
      contents: `
        import { textButton } from './src/webview/shared/controls';
        import { startPage } from './src/webview/shared/page';
        startPage({
          parseViewState: () => ({}),
          hasData: () => true,
          template: ({ state }, { copy }) => textButton(state, () => copy(state, 'it')),
        });`,
    }));
  },
};

describe('two pages', function () {
  this.timeout(30_000);
  let folder: string;
  let outputs: readonly { name: string; bytes: number; inputs: readonly string[] }[];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'pages-'));
    const { metafile } = await build({
      ...bundles.webview,
      entryPoints: [...bundles.webview.entryPoints, 'second.page.ts'],
      plugins: [secondPage],
      minify: true,
      sourcemap: false,
      metafile: true,
      outdir: folder,
    });
    outputs = Object.entries(metafile.outputs).map(([file, { bytes, inputs }]) => ({
      name: path.basename(file),
      bytes,
      inputs: Object.keys(inputs),
    }));
  });
  after(() => rm(folder, { recursive: true }));

  it('load one copy of the toolkit, and little beside it', () => {
    const withToolkit = outputs.filter(({ inputs }) =>
      inputs.some((file) => file.includes('@vscode/webview-ui-toolkit')),
    );
    assert.equal(withToolkit.length, 1);
    assert.match(withToolkit[0]?.name ?? '', /^chunk-\w+\.js$/);
    for (const { name, bytes } of outputs.filter((output) => !withToolkit.includes(output)))
      assert.ok(bytes < 10_000, `${name} has ${bytes} bytes`);
  });

  it('work with the chunk under their policy, in the colours of the theme', async () => {
    const bench = await PageBench.start(folder);
    try {
      const opened = await bench.open<HostMessage<string>, PageMessage>('second');
      await opened.next('ready');
      const device = { projectId: 'project-a', id: '0b6c', name: 'amr-017' };
      await opened.send({ type: 'state', device, state: 'Press' });
      const button = opened.page.getByRole('button', { name: 'Press' });
      await button.click();
      assert.deepEqual(await opened.next('copy'), { type: 'copy', text: 'Press', what: 'it' });
      const [colour, expected] = await opened.page.evaluate<string[]>(`(() => {
        const style = getComputedStyle(document.querySelector('vscode-button'));
        return ['--button-secondary-foreground', '--vscode-button-secondaryForeground'].map(
          (name) => style.getPropertyValue(name));
      })()`);
      assert.ok(expected);
      assert.equal(colour, expected);
      assert.deepEqual(opened.problems, []);
    } finally {
      await bench.stop();
    }
  });
});
