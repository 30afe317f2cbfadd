/** A VS Code to test against, and where it comes from: the registry alone, every version pinned. */
export interface EditorRelease {
  /** Version that VS Code shows in its About box. */
  vscode: string;
  /** Version of the package `code-server`, which carries VS Code's server and workbench. */
  codeServer: string;
  /** Version of the package `node`, the runtime this VS Code was made for. */
  node: string;
  /** Packages to compile: they give VS Code its log files and its watchdog. */
  native: readonly string[];
}

export const newest: EditorRelease = {
  vscode: '1.139.1',
  codeServer: '4.139.1',
  node: '24.21.0',
  native: ['@vscode/spdlog', '@vscode/native-watchdog'],
};

/** The oldest that package.json's `engines.vscode` admits. */
export const oldest: EditorRelease = {
  vscode: '1.100.3',
  codeServer: '4.100.3',
  node: '20.20.2',
  native: ['@vscode/spdlog', 'native-watchdog'],
};
