import { type DeviceGroup, type DeviceRow, isRow } from '../../domain/deviceGroups';

type Node = DeviceGroup | DeviceRow;

/**
 * Finds the fewest nodes to draw again so that one tree becomes the other.
 *
 * @param isPainted  whether a row as it is now looks the same as what stands on the screen
 * @returns ids, each standing for its whole branch; `all` when the top level is another
 */
export function treeChanges(
  before: readonly DeviceGroup[],
  after: readonly DeviceGroup[],
  isPainted: (row: DeviceRow) => boolean,
): readonly string[] | 'all' {
  return sameIds(before, after) ? changesAmong(before, after, isPainted) : 'all';
}

function changesAmong(
  before: readonly Node[],
  after: readonly Node[],
  isPainted: (row: DeviceRow) => boolean,
): readonly string[] {
  return after.flatMap((node, index) => {
    if (isRow(node)) return isPainted(node) ? [] : [node.id];
    const old = before[index];
    if (!old || isRow(old) || old.count !== node.count || !sameIds(old.children, node.children)) {
      return [node.id];
    }
    return changesAmong(old.children, node.children, isPainted);
  });
}

function sameIds(left: readonly Node[], right: readonly Node[]): boolean {
  return left.length === right.length && left.every(({ id }, index) => id === right[index]?.id);
}
