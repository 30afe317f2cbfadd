import * as vscode from 'vscode';
import { makeNonce, pageHtml } from './html';

/**
 * Loads a page into a webview, new or restored.
 *
 * @param page   name of its entry, `src/webview/<page>.page.ts`
 * @param title  what screen readers call the document
 */
export function loadPage(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  page: string,
  title: string,
): void {
  const scripts = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const media = vscode.Uri.joinPath(extensionUri, 'media');
  webview.options = { enableScripts: true, localResourceRoots: [scripts, media] };
  webview.html = pageHtml({
    title,
    cspSource: webview.cspSource,
    scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(scripts, `${page}.page.js`)).toString(),
    styleUri: webview.asWebviewUri(vscode.Uri.joinPath(media, 'page.css')).toString(),
    nonce: makeNonce(),
  });
}
