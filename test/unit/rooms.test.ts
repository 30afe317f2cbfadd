import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';

type Room = 'base' | 'api' | 'model' | 'protocol' | 'webview' | 'simulator' | 'ui' | 'extension.ts';

interface Rule {
  /** Rooms, or single files of rooms, that may be imported beside the room itself. */
  from: readonly string[];
  vscode?: true;
  node?: true;
}

/** The only arrows there are; CONTRIBUTING draws the same picture. */
const rules: Record<Room, Rule> = {
  base: { from: [] },
  api: { from: ['base'], node: true },
  model: { from: ['base', 'api'], node: true },
  protocol: { from: ['base'] },
  webview: { from: ['base', 'protocol'] },
  simulator: { from: ['base'], node: true },
  ui: { from: ['base', 'model', 'protocol', 'api/errors'], vscode: true, node: true },
  'extension.ts': { from: ['base', 'api', 'model', 'protocol', 'ui'], vscode: true, node: true },
};

const importLine =
  /^\s*(?:import|export)\b[^;]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/gm;
const nodeModules = new Set(builtinModules);

/** Tells what is wrong with the imports of one file, each line as `src/room/file.ts:12: ...`. */
function wrongArrows(file: string, text: string): string[] {
  const [top = ''] = path.relative('src', file).split(path.sep);
  const rule = rules[top as Room];
  if (!(rule as Rule | undefined)) return [`${file}:1: no such room`];
  return [...text.matchAll(importLine)].flatMap((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    if (isAllowed(file, top, rule, specifier)) return [];
    const at = match.index + match[0].indexOf(specifier);
    return [`${file}:${text.slice(0, at).split('\n').length}: ${top} may not import ${specifier}`];
  });
}

function isAllowed(file: string, room: string, rule: Rule, specifier: string): boolean {
  if (specifier === 'vscode') return rule.vscode === true;
  if (specifier.startsWith('node:') || nodeModules.has(specifier)) return rule.node === true;
  if (!specifier.startsWith('.')) return true; // packages are argued where they are added
  const target = path.relative('src', path.join(path.dirname(file), specifier));
  const [targetRoom] = target.split(path.sep);
  return (
    targetRoom === room ||
    rule.from.some((allowed) => target === allowed || target.startsWith(`${allowed}/`))
  );
}

describe('rooms', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join('src', name));

  it('import only along the allowed arrows', () => {
    assert.ok(files.length > 40, `only ${files.length} files found`);
    const wrong = files.flatMap((file) => wrongArrows(file, readFileSync(file, 'utf8')));
    assert.deepEqual(wrong, []);
  });

  it('name the line of an import that goes against the arrows', () => {
    const text = "import a from './a';\nimport {\n  b,\n} from '../ui/b';\nimport 'node:fs';\n";
    assert.deepEqual(wrongArrows('src/protocol/x.ts', text), [
      'src/protocol/x.ts:4: protocol may not import ../ui/b',
      'src/protocol/x.ts:5: protocol may not import node:fs',
    ]);
  });

  it('let ui see errors of the API and nothing else of it', () => {
    const text = "import '../api/errors';\nimport type { A } from '../api/client';\n";
    assert.deepEqual(wrongArrows('src/ui/x.ts', text), [
      'src/ui/x.ts:2: ui may not import ../api/client',
    ]);
  });

  it('keep the editor out of everything that runs without it', () => {
    for (const room of ['base', 'api', 'model', 'protocol', 'webview', 'simulator']) {
      const file = `src/${room}/x.ts`;
      assert.deepEqual(wrongArrows(file, "import * as vscode from 'vscode';\n"), [
        `${file}:1: ${room} may not import vscode`,
      ]);
    }
  });
});
