import * as v from 'valibot';
import { type AnswerReader, data, parseJson, type StreamDecode } from './envelope';
import { ItemSplitter } from './itemSplitter';
import { listOf } from './shapes';

/**
 * Reads the list in `response.data` while it arrives, so that neither its text nor the parsed items have to
 * fit into memory at once. An item of another shape is left out and counted.
 *
 * @param makeItem  makes the shape of an item, anew for every answer
 */
export function dataItems<T>(
  makeItem: () => v.GenericSchema<unknown, T>,
): StreamDecode<readonly T[]> {
  return { start: () => itemsReader(listOf(makeItem())) };
}

/** The answer with its list left out. */
const envelope = data(v.nullable(v.array(v.never())));

function itemsReader<T>(list: v.GenericSchema<unknown, readonly T[]>): AnswerReader<readonly T[]> {
  const items: T[] = [];
  const splitter = new ItemSplitter((text) => items.push(...v.parse(list, [parseJson(text)])));
  return {
    write: (bytes) => splitter.write(bytes),
    end: () => {
      envelope(splitter.end());
      return items;
    },
  };
}
