import type { ConfigVariable } from '../../../domain/device';
import { protectionOf } from '../../../domain/protection';
import type { Configuration } from '../../../model/configuration/configurationStore';
import type { ConfigurationRow, ConfigurationTables } from '../../../protocol/configuration';

/**
 * Turns labels and config variables into the tables of the page.
 *
 * @param readAt  when they were read, in milliseconds since 1970
 */
export function configurationTables(
  { labels, configVariables }: Configuration,
  readAt: number,
): ConfigurationTables {
  return {
    labels: labels.map(({ id, key, value }) => ({ id, key, value })).sort(byKey),
    variables: configVariables.map(toVariableRow).sort(byKey),
    readAt,
  };
}

function toVariableRow({ id, key, value }: ConfigVariable): ConfigurationRow {
  const protection = protectionOf(key);
  return { id, key, value, ...(protection && { protection }) };
}

const keyOrder = new Intl.Collator('en', { numeric: true });

function byKey(left: ConfigurationRow, right: ConfigurationRow): number {
  return keyOrder.compare(left.key, right.key) || left.id - right.id;
}
