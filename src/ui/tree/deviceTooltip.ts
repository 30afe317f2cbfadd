import * as vscode from 'vscode';
import { cleanLine } from '../../base/cleanText';
import { deviceErrorText } from '../../model/deviceError';
import { statusLabel, statusTexts } from '../../model/deviceStatus';
import type { FleetDevice } from '../../model/fleetDevice';
import { runtimeOf } from '../../model/runtime';
import { relativeTime } from '../../model/timeText';

const maxLabels = 12;

/**
 * Tells all that is known of a device. Everything that comes from outside is appended as text, which
 * escapes Markdown; the result is not trusted and holds no HTML.
 *
 * @param note  said at the end, such as why details are missing
 */
export function deviceTooltip(
  device: FleetDevice,
  nowMs: number,
  note?: string,
): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  const fact = (name: string, value: string | undefined): void => {
    if (value) text.appendMarkdown(`\n\n**${name}:** `).appendText(cleanLine(value));
  };

  text.appendMarkdown('**').appendText(cleanLine(device.name)).appendMarkdown('**');
  text.appendMarkdown(' — ').appendText(statusLabel(device));
  text.appendMarkdown('\n\n').appendText(statusTexts[device.status].meaning);
  if (device.status === 'FAILED') appendFailure(device, fact);

  fact('Description', device.description);
  fact('Architecture', device.architecture);
  fact('Runtime', runtimeText(device));
  fact('Operating system', device.osDescription);
  fact('Host', device.hostname);
  fact('Addresses', addresses(device));
  fact('Labels', labels(device));
  if (device.status !== 'ONLINE' && device.lastOnlineAt) {
    fact('Last online', relativeTime(device.lastOnlineAt, nowMs));
  }
  fact('Device id', device.id);
  if (note) text.appendMarkdown('\n\n').appendText(note);
  return text;
}

function appendFailure(
  { errorCode, errorMessage }: FleetDevice,
  fact: (name: string, value: string | undefined) => void,
): void {
  const known = errorCode === undefined ? undefined : deviceErrorText(errorCode);
  fact('Error', [errorCode, known?.meaning].filter(Boolean).join(': '));
  fact('Message', errorMessage);
  fact('What helps', known?.remedy);
}

function runtimeText({ configVariables }: FleetDevice): string {
  const { docker, preinstalled } = runtimeOf(configVariables);
  return [docker && 'Docker', preinstalled && 'preinstalled'].filter(Boolean).join(' and ');
}

function addresses({ ipInterfaces = {} }: FleetDevice): string {
  return Object.entries(ipInterfaces)
    .filter(([, ips]) => ips.length > 0)
    .map(([name, ips]) => `${name} ${ips.join(', ')}`)
    .join('; ');
}

function labels({ labels: all }: FleetDevice): string {
  const shown = all.slice(0, maxLabels).map(({ key, value }) => `${key}=${value}`);
  const rest = all.length - shown.length;
  return [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}
