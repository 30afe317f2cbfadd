import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import * as ts from 'typescript';

type Layer =
  | 'base'
  | 'domain'
  | 'api'
  | 'model'
  | 'protocol'
  | 'webview'
  | 'simulator'
  | 'ui'
  | 'extension.ts';

interface Rule {
  /** Layers, or single files of layers, that may be imported beside the layer itself. */
  from: readonly string[];
  vscode?: true;
  node?: true;
}

/** The only arrows there are; CONTRIBUTING draws the same picture. */
const rules: Record<Layer, Rule> = {
  base: { from: [] },
  domain: { from: ['base'] },
  api: { from: ['base', 'domain'], node: true },
  model: { from: ['base', 'domain', 'api'], node: true },
  protocol: { from: ['base', 'domain'] },
  webview: { from: ['base', 'domain', 'protocol'] },
  simulator: { from: ['base'], node: true },
  ui: {
    from: ['base', 'domain', 'model', 'protocol', 'api/core/errors'],
    vscode: true,
    node: true,
  },
  'extension.ts': {
    from: ['base', 'domain', 'api', 'model', 'protocol', 'ui'],
    vscode: true,
    node: true,
  },
};

const importLine =
  /^\s*(?:import|export)\b[^;]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/gm;
const nodeModules = new Set(builtinModules);

/** Tells what is wrong with the imports of one file, each line as `src/layer/file.ts:12: ...`. */
function wrongArrows(file: string, text: string): string[] {
  const [top = ''] = path.relative('src', file).split(path.sep);
  const rule = rules[top as Layer];
  if (!(rule as Rule | undefined)) return [`${file}:1: no such layer`];
  return [...text.matchAll(importLine)].flatMap((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    if (isAllowed(file, top, rule, specifier)) return [];
    const at = match.index + match[0].indexOf(specifier);
    return [`${file}:${text.slice(0, at).split('\n').length}: ${top} may not import ${specifier}`];
  });
}

function isAllowed(file: string, layer: string, rule: Rule, specifier: string): boolean {
  if (specifier === 'vscode') return rule.vscode === true;
  if (specifier.startsWith('node:') || nodeModules.has(specifier)) return rule.node === true;
  if (!specifier.startsWith('.')) return true; // packages are argued where they are added
  const target = path.relative('src', path.join(path.dirname(file), specifier));
  const [targetLayer] = target.split(path.sep);
  return (
    targetLayer === layer ||
    rule.from.some((allowed) => target === allowed || target.startsWith(`${allowed}/`))
  );
}

describe('layers', () => {
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
    const text = "import '../api/core/errors';\nimport type { A } from '../api/client';\n";
    assert.deepEqual(wrongArrows('src/ui/x.ts', text), [
      'src/ui/x.ts:2: ui may not import ../api/client',
    ]);
  });

  it('keep the editor out of everything that runs without it', () => {
    for (const layer of ['base', 'domain', 'api', 'model', 'protocol', 'webview', 'simulator']) {
      const file = `src/${layer}/x.ts`;
      assert.deepEqual(wrongArrows(file, "import * as vscode from 'vscode';\n"), [
        `${file}:1: ${layer} may not import vscode`,
      ]);
    }
  });

  it('let no type of model hand the API client, or a part of it, to ui', () => {
    const model = files.filter((file) => file.startsWith(path.join('src', 'model')));
    const exposed = model.flatMap((file) => exposedApi(file, readFileSync(file, 'utf8')));
    assert.deepEqual(exposed, []);
  });

  it('name the member of a model type that hands out a part of the API', () => {
    const text = `import type { ApiClient } from '../api/client';
      import type { LabelsApi } from '../api/resources/labels';
      export class Store {
        private readonly hidden: ApiClient;
        readonly client: ApiClient;
        constructor(private readonly own: LabelsApi, readonly labels: Pick<LabelsApi, 'list'>) {}
        get api(): LabelsApi { return this.own; }
      }
      interface Options { api: LabelsApi }`;
    assert.deepEqual(exposedApi('src/model/x.ts', text), [
      'src/model/x.ts: Store.client is of ApiClient',
      'src/model/x.ts: Store.labels is of LabelsApi',
      'src/model/x.ts: Store.api is of LabelsApi',
    ]);
  });
});

/** Lists the members of exported types of `model` that anybody can read and that are parts of the API. */
function exposedApi(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const parts = new Set(
    source.statements
      .filter(ts.isImportDeclaration)
      .flatMap(({ moduleSpecifier, importClause }) => {
        const isApi = /\/api\/(client|resources\/\w+)'$/.test(moduleSpecifier.getText());
        const names = importClause?.namedBindings;
        if (!isApi || !names || !ts.isNamedImports(names)) return [];
        return names.elements
          .map(({ name }) => name.text)
          .filter((name) => /Api|Client/.test(name));
      }),
  );
  const isExported = (node: ts.Declaration): boolean =>
    (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Export) !== 0;
  const isPrivate = (node: ts.Declaration): boolean =>
    (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) !== 0;
  return source.statements
    .filter((node) => ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node))
    .filter((type) => isExported(type) && !type.name?.text.endsWith('Api')) // those are what it takes
    .flatMap((type) => {
      const members = (type.members as ts.NodeArray<ts.ClassElement | ts.TypeElement>).flatMap(
        (member): readonly (ts.ClassElement | ts.TypeElement | ts.ParameterDeclaration)[] =>
          ts.isConstructorDeclaration(member)
            ? member.parameters.filter((one) => ts.isParameterPropertyDeclaration(one, member))
            : [member],
      );
      return members
        .filter((member) => !isPrivate(member))
        .flatMap((member) => {
          const typeText = (member as { type?: ts.TypeNode }).type?.getText() ?? '';
          const name = [...parts].find((part) => new RegExp(`\\b${part}\\b`).test(typeText));
          return name === undefined
            ? []
            : [`${file}: ${type.name?.text}.${member.name?.getText()} is of ${name}`];
        });
    });
}
