import * as vscode from 'vscode';
import { cleanLine } from '../../base/cleanText';
import { deviceErrorText } from '../../domain/deviceError';
import { displayName } from '../../domain/deviceName';
import { statusLabel, statusTexts } from '../../domain/deviceStatus';
import type { FleetDevice } from '../../domain/fleetDevice';
import { runtimeOf } from '../../domain/runtime';
import { relativeTime } from '../../domain/timeText';
import { escapeMarkdown } from '../shared/plainText';

const maxLabels = 12;

/**
 * Describes a device with everything that is known of it. Text from outside is escaped; the result is not
 * trusted and holds no HTML.
 *
 * @param note  stands at the end, such as why details are missing
 */
export function deviceTooltip(
  device: FleetDevice,
  nowMs: number,
  note?: string,
): vscode.MarkdownString {
  const paragraphs = [
    `**${escapeMarkdown(displayName(device))}** — ${escapeMarkdown(statusLabel(device))}`,
    statusTexts[device.status].meaning,
  ];
  const fact = (name: string, value: string | undefined): void => {
    if (value) paragraphs.push(`**${name}:** ${escapeMarkdown(cleanLine(value))}`);
  };
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
  if (note) paragraphs.push(escapeMarkdown(note));
  return new vscode.MarkdownString(paragraphs.join('\n\n'));
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
