import { AnswerError, tooLarge } from './envelope';

/** Limits of one document; hostile ones end before they take more memory than this. */
const maxItemBytes = 4 * 2 ** 20;
const maxOutsideBytes = 2 ** 20;
const maxDepth = 100;
/** `response`, every character of it escaped. */
const maxKeyLength = 48;

/** JSON's own characters. */
const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openArray = 0x5b;
const backslash = 0x5c;
const closeArray = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/**
 * Cuts a JSON document that arrives in pieces into the items of the array in `response.data`, each as a
 * text, and the rest of the document with that array empty. The document is well-formed exactly when all of
 * these are: checking them is up to the caller.
 */
export class ItemSplitter {
  private isInItems = false;
  private isInString = false;
  private isEscaped = false;
  /** Open brackets: in the rest of the document, and in the current item. */
  private depth = 0;
  private itemDepth = 0;
  /** The unfinished item, and the rest so far, as pieces of what was written. */
  private readonly item = new Pieces('an item of the list', maxItemBytes);
  private readonly outside = new Pieces('the answer without its list', maxOutsideBytes);
  private hasItems = false;
  /** Where the document's keys are read: in the root object and in `response`. */
  private isRootObject = false;
  private isInResponse = false;
  private expectsKey = false;
  /** The last key read there, and the one being read. */
  private key = '';
  private newKey: string | undefined;
  private responses = 0;
  private lists = 0;

  /** @param onItem  takes an item's text; it throws what is wrong with it */
  constructor(private readonly onItem: (text: string) => void) {}

  /** @throws {AnswerError} when the document is nested too deep, or too large but for its items */
  write(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      at = this.isInItems ? this.writeItems(bytes, at) : this.writeOutside(bytes, at);
    }
  }

  /**
   * Ends the document.
   *
   * @returns it with the array's items left out
   * @throws {AnswerError} when it has `response` or its `data` twice, of which only one can be meant
   */
  end(): string {
    if (this.responses > 1 || this.lists > 1) throw new AnswerError('response.data is there twice');
    return this.outside.take().replace(/^\ufeff/, '');
  }

  /** Takes items up to the end of the bytes or of the array, and returns where it stopped. */
  private writeItems(bytes: Buffer, start: number): number {
    let { isInString, isEscaped, itemDepth } = this;
    let from = start;
    let at = start;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (isInString) {
        if (isEscaped) isEscaped = false;
        else if (byte === backslash) isEscaped = true;
        else if (byte === quote) isInString = false;
      } else if (byte === quote) {
        isInString = true;
      } else if (byte === openObject || byte === openArray) {
        itemDepth += 1;
        if (itemDepth > maxDepth) throw tooDeep();
      } else if (byte === closeObject || byte === closeArray) {
        if (itemDepth === 0) break;
        itemDepth -= 1;
      } else if (byte === comma && itemDepth === 0) {
        this.item.add(bytes.subarray(from, at));
        this.onItem(this.item.take());
        this.hasItems = true;
        from = at + 1;
      }
    }
    this.item.add(bytes.subarray(from, at));
    Object.assign(this, { isInString, isEscaped, itemDepth });
    if (at < bytes.length) {
      const last = this.item.take();
      if (this.hasItems || last.trim() !== '') this.onItem(last);
      this.isInItems = false;
    }
    return at;
  }

  /** Takes the rest of the document up to the end of the bytes or the start of the array. */
  private writeOutside(bytes: Buffer, start: number): number {
    let at = start;
    while (at < bytes.length && !this.isInItems) this.readOutside(bytes[at++] as number);
    this.outside.add(bytes.subarray(start, at));
    return at;
  }

  private readOutside(byte: number): void {
    if (this.isInString) {
      const isEnd = byte === quote && !this.isEscaped;
      this.isEscaped = byte === backslash && !this.isEscaped;
      this.isInString = !isEnd;
      if (this.newKey === undefined) return;
      if (isEnd) this.endKey(this.newKey);
      else if (this.newKey.length <= maxKeyLength) this.newKey += String.fromCharCode(byte);
      return;
    }
    const isAtKeys = this.depth === (this.isInResponse ? 2 : 1) && this.isRootObject;
    switch (byte) {
      case quote:
        this.isInString = true;
        if (isAtKeys && this.expectsKey) this.newKey = '';
        break;
      case colon:
        this.expectsKey = false;
        break;
      case comma:
        this.expectsKey = isAtKeys;
        break;
      case openArray:
        this.isInItems = isAtKeys && this.depth === 2 && this.key === 'data' && !this.expectsKey;
        this.hasItems = false;
        this.open();
        break;
      case openObject:
        if (this.depth === 0) this.isRootObject = true;
        else if (isAtKeys && this.key === 'response') this.isInResponse ||= this.depth === 1;
        this.open();
        this.expectsKey = true;
        break;
      case closeArray:
      case closeObject:
        this.depth -= 1;
        if (this.depth < 2) this.isInResponse = false;
        break;
    }
  }

  private open(): void {
    this.depth += 1;
    if (this.depth > maxDepth) throw tooDeep();
  }

  private endKey(text: string): void {
    this.newKey = undefined;
    this.key = text.includes('\\') ? unescaped(text) : text;
    if (this.depth === 1 && this.key === 'response') this.responses += 1;
    if (this.depth === 2 && this.key === 'data') this.lists += 1;
  }
}

function unescaped(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return text; // the document is not well-formed, which its reader finds out
  }
}

function tooDeep(): AnswerError {
  return new AnswerError(`the answer is nested deeper than ${maxDepth} levels`);
}

/** A text that comes in pieces. */
class Pieces {
  private pieces: Buffer[] = [];
  private size = 0;

  constructor(
    private readonly name: string,
    private readonly maxBytes: number,
  ) {}

  add(bytes: Buffer): void {
    this.size += bytes.length;
    if (this.size > this.maxBytes) throw tooLarge(this.name, this.maxBytes);
    this.pieces.push(bytes);
  }

  /** Returns the text and starts the next one. */
  take(): string {
    const [first, ...more] = this.pieces;
    this.pieces = [];
    this.size = 0;
    return more.length > 0
      ? Buffer.concat([first as Buffer, ...more]).toString()
      : String(first ?? '');
  }
}
