import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import * as fake from '../support/fakeVscode/values';

type Values = Pick<typeof vscode, 'MarkdownString' | 'Uri'>;

/** What a table of small programs comes to, with the real classes or with the fake ones. */
const programs: Record<string, (values: Values) => unknown> = {
  'Markdown of text': ({ MarkdownString }) =>
    // No `-` inside a line: versions of VS Code escape it differently.
    new MarkdownString('**').appendText('*a* [b](c) <i> `d` _e_ #1 ~~f~~ g  h\ti\n- j\\k!').value,
  'Markdown of Markdown': ({ MarkdownString }) =>
    new MarkdownString().appendMarkdown('**a**').value,
  'Markdown of code': ({ MarkdownString }) => new MarkdownString().appendCodeblock('a', 'sh').value,
  'Markdown of text beside icons': ({ MarkdownString }) =>
    new MarkdownString('', true).appendText('$(bug) \\$(bug)').value,
  'what new Markdown may do': ({ MarkdownString }) => {
    const { isTrusted, supportHtml, supportThemeIcons } = new MarkdownString();
    return { isTrusted, supportHtml, supportThemeIcons };
  },
  'an address': ({ Uri }) => Uri.parse('https://host.test:81/a b?c=d&e#f').toString(),
  'an address without a path': ({ Uri }) => Uri.parse('https://host.test').toString(),
  'an address of another scheme': ({ Uri }) => Uri.parse('rapyuta:/run/1?a=b').toString(),
  'a file': ({ Uri }) => Uri.file('/a/b c#d').toString(),
  'path of a file': ({ Uri }) => Uri.file('/a/b c').fsPath,
  'a joined path': ({ Uri }) => Uri.joinPath(Uri.file('/a/b'), '../c', 'd').path,
  'a changed address': ({ Uri }) => Uri.file('/a').with({ scheme: 'x', query: 'y' }).toString(),
};

describe('The fake vscode of the unit tests', () => {
  for (const [name, program] of Object.entries(programs)) {
    it(`has the real value of ${name}`, () => {
      assert.deepEqual(program(fake as unknown as Values), program(vscode));
    });
  }

  for (const name of [
    'TreeItemCollapsibleState',
    'ProgressLocation',
    'QuickPickItemKind',
    'ViewColumn',
  ] as const) {
    it(`has the real numbers of ${name}`, () => {
      const real = vscode[name] as unknown as Record<string, number>;
      for (const [key, value] of Object.entries(fake[name])) assert.equal(value, real[key], key);
    });
  }

  it('has the real name of a cancellation', () => {
    assert.equal(String(new fake.CancellationError()), String(new vscode.CancellationError()));
  });
});
