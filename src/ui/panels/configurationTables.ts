import type { Device } from '../../model/fleetDevice';
import { protectionOf } from '../../model/protectedVariables';
import type { ConfigurationRow, ConfigurationTables } from '../../protocol/configuration';

/**
 * Turns a device, fetched by itself, into the tables of its page.
 *
 * @param readAt  when it was fetched, in milliseconds since 1970
 */
export function configurationTables(
  { labels, configVariables }: Device,
  readAt: number,
): ConfigurationTables {
  return {
    labels: labels.map(({ id, key, value }) => ({ id, key, value })).sort(byKey),
    variables: configVariables.map(toVariableRow).sort(byKey),
    readAt,
  };
}

function toVariableRow({ id, key, value }: Device['configVariables'][number]): ConfigurationRow {
  const protection = protectionOf(key);
  return { id, key, value, ...(protection && { protection }) };
}

const keyOrder = new Intl.Collator('en', { numeric: true });

function byKey(left: ConfigurationRow, right: ConfigurationRow): number {
  return keyOrder.compare(left.key, right.key) || left.id - right.id;
}
