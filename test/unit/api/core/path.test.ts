import assert from 'node:assert/strict';
import fc from 'fast-check';
import { path } from '../../../../src/api/core/path';
import { anyText } from '../../../support/anyText';

describe('path', () => {
  it('keeps its literals, slashes and all', () => {
    assert.equal(path`devices/`, 'devices/');
    assert.equal(path`labels/${7}`, 'labels/7');
    assert.equal(path`devices/${'a'}/fileuploads/${'b'}/`, 'devices/a/fileuploads/b/');
  });

  for (const [part, expected] of [
    ['a/b', 'a%2Fb'],
    ['a?b=c#d', 'a%3Fb%3Dc%23d'],
    ['%2e%2e', '%252e%252e'],
    ['..\\x', '..%5Cx'],
    ['é ☃', '%C3%A9%20%E2%98%83'],
    ['...', '...'],
  ] as const) {
    it(`writes the part ${part} as ${expected}`, () => {
      assert.equal(path`x/${part}`, `x/${expected}`);
    });
  }

  for (const part of ['', '.', '..', '\ud800', 'a\udc00b']) {
    it(`refuses the part ${JSON.stringify(part)}`, () => {
      const written = path`x/${part}/y`;
      assert.ok(typeof written === 'object');
      assert.equal(written.reason, 'invalidParameter');
    });
  }

  it('takes a value for its id, and nothing for none', () => {
    assert.equal(path`labels/${{ id: 7 }}`, 'labels/7');
    for (const nothing of [null, undefined, {}, { id: null }]) {
      assert.equal(typeof path`labels/${nothing as never}`, 'object');
    }
  });

  it('tells what is wrong with a part in one short line', () => {
    const written = path`x/${`\ud800${'a\n'.repeat(1000)}`}`;
    assert.ok(typeof written === 'object' && written.message.length < 100);
    assert.doesNotMatch(written.message, /\n/);
  });

  it('keeps any part one segment of the path, and whole', () => {
    const parts = fc.oneof(fc.string(), anyText, fc.webPath());
    fc.assert(
      fc.property(parts, (part) => {
        const written = path`api/devices/${part}/end`;
        if (typeof written === 'object') return;
        const url = new URL(`https://example.com/${written}`);
        const segments = url.pathname.split('/');
        assert.equal(url.host + url.search + url.hash, 'example.com');
        assert.deepEqual([segments.length, segments[2], segments[4]], [5, 'devices', 'end']);
        assert.equal(decodeURIComponent(segments[3] ?? ''), part);
      }),
    );
  });
});
