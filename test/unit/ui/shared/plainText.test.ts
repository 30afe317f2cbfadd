import assert from 'node:assert/strict';
import { escapeMarkdown, plainLabel, plainMessage } from '../../../../src/ui/shared/plainText';

describe('text from outside', () => {
  it('cannot put a link into a notification', () => {
    assert.ok(!plainMessage('[a](command:x) [b](https://y)').includes(']('));
  });

  it('cannot put an icon into a quick pick', () => {
    assert.equal(plainLabel('echo $(trash) $(date)'), 'echo \\$(trash) \\$(date)');
  });

  it('is text in Markdown: no markup, no entity, no bare link, and spaces where lines may break', () => {
    const hostile =
      '# [a](command:x) ![b](http://c/d.png) <b> &lt; `e` *f* _g_ ~h~ |i| $(j) k@l.m 1. n';
    const escaped = escapeMarkdown(hostile);
    assert.equal(escaped.replace(/\\(?=[!-/:-@[-`{-~])/g, ''), hostile);
    assert.doesNotMatch(escaped, /(?<!\\)[!-/:-@[-[\]-`{-~]/);
    assert.match(escaped, /\\# \\\[a/);
  });

  it('stays on one line and within bounds', () => {
    assert.equal(plainMessage(`a\nb\u202Ec`), 'a bc');
    assert.equal(Array.from(plainLabel('x'.repeat(500), 20)).length, 20);
  });
});
