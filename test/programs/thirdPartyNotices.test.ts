import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundle, bundleNames, thirdPartyNotices } from '../support/bundle';

describe('The third-party notices', () => {
  it('name every package that is in a bundle, with its license and notice files', async () => {
    const metafiles = (await Promise.all(bundleNames.map(bundle))).map((one) => one.metafile);
    const notices = thirdPartyNotices(metafiles);

    const folders = new Set(
      metafiles
        .flatMap(({ outputs }) => Object.values(outputs))
        .flatMap(({ inputs }) => Object.entries(inputs))
        .filter(([file, { bytesInOutput }]) => /node_modules/.test(file) && bytesInOutput > 0)
        .map(([file]) => packageFolder(file)),
    );
    assert.ok(folders.size > 30, `${folders.size} packages`);
    for (const folder of folders) {
      const { name, version, license } = readManifest(folder);
      assert.ok(notices.includes(`\n${name} ${version} (${license})\n`), name);
      for (const file of readdirSync(folder))
        if (/^(LICENSE|NOTICE)/i.test(file))
          assert.ok(notices.includes(readText(path.join(folder, file))), `${folder}/${file}`);
    }
    assert.match(notices, /\nfastify .*\nIn dist\/simulator\.js\n/);
    assert.match(notices, /\nnode-fetch .*\nIn dist\/extension\.js\n/);
    // Its license is in its README only.
    assert.match(notices, /\ndata-uri-to-buffer [^=]*Copyright \(c\) 2014 Nathan Rajlich/);
    assert.match(
      notices,
      /\n@microsoft\/fast-element [^=]*no license file[^=]*MIT, author Microsoft/,
    );

    assert.equal(thirdPartyNotices(metafiles.toReversed()), notices);
  });

  describe('with a package of another license', () => {
    let folder: string;

    beforeEach(() => {
      folder = mkdtempSync(path.join(tmpdir(), 'notices-'));
    });
    afterEach(() => {
      rmSync(folder, { recursive: true });
    });

    /** Makes the notices of a bundle that contains one package with this `license`. */
    function noticesFor(license: unknown, bytesInOutput = 1): string {
      const folderOfPackage = path.join(folder, 'node_modules/@some/part');
      mkdirSync(folderOfPackage, { recursive: true });
      const manifest = { name: '@some/part', version: '1.2.3', license };
      writeFileSync(path.join(folderOfPackage, 'package.json'), JSON.stringify(manifest));
      const inputs = { [`${folderOfPackage}/lib/node_modules.js`]: { bytesInOutput } };
      const outputs = { 'dist/a.js': { bytes: 1, inputs, imports: [], exports: [] } };
      return thirdPartyNotices([{ inputs: {}, outputs }]);
    }

    for (const license of [
      'GPL-3.0-only',
      'MIT AND GPL-2.0-only',
      'SEE LICENSE IN terms.txt',
      'UNLICENSED',
      { type: 'MIT' },
      undefined,
    ])
      it(`fails for ${JSON.stringify(license) ?? 'none'}`, () => {
        assert.throws(() => noticesFor(license), /@some\/part 1\.2\.3.*license/);
      });

    it('accepts a choice of which one part is permissive', () => {
      assert.match(noticesFor('(GPL-2.0-only OR MIT)'), /@some\/part 1\.2\.3/);
    });

    it('ignores a package of which no byte is left in the bundle', () => {
      assert.doesNotMatch(noticesFor('GPL-3.0-only', 0), /@some\/part/);
    });
  });
});

/** Finds the package that a file belongs to: the nearest folder above it whose package.json has a name. */
function packageFolder(file: string): string {
  const folder = path.dirname(file);
  const manifest = path.join(folder, 'package.json');
  return existsSync(manifest) && readManifest(folder).version !== undefined
    ? folder
    : packageFolder(folder);
}

function readManifest(folder: string): { name: string; version?: string; license: string } {
  return JSON.parse(readText(path.join(folder, 'package.json'))) as ReturnType<typeof readManifest>;
}

function readText(file: string): string {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim();
}
