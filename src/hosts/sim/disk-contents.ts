/** Something done to a file that a crash may still undo. */
export interface Write {
  /** Bytes written at the end; 0: it cut something off. */
  appended: number;
  /** What it has cut off. */
  cut?: Uint8Array;
}

/** The bytes of a file, and how to go back to what is safe of them. */
export interface Contents {
  length(): number;
  copy(): Uint8Array;
  append(bytes: Uint8Array): void;
  truncate(length: number): void;
  /** Writes that are not safe yet, in their order. */
  readonly unsafe: Write[];
  /** Undoes the unsafe writes but for the first `whole` and `part` bytes of the one behind; answers the bytes lost. */
  forget(whole: number, part: number): number;
  /** Turns over a bit, counted from the first of the file. */
  flip(bit: number): void;
}

export function createContents(): Contents {
  const unsafe: Write[] = [];
  let bytes = new Uint8Array(256);
  let length = 0;

  function put(more: Uint8Array): void {
    if (length + more.length > bytes.length) {
      const larger = new Uint8Array(Math.max(bytes.length * 2, length + more.length));
      larger.set(bytes.subarray(0, length));
      bytes = larger;
    }
    bytes.set(more, length);
    length += more.length;
  }

  return {
    unsafe,
    length: () => length,
    copy: () => bytes.slice(0, length),
    append(more) {
      put(more);
      unsafe.push({ appended: more.length });
    },
    truncate(to) {
      unsafe.push({ appended: 0, cut: bytes.slice(to, length) });
      length = to;
    },
    forget(whole, part) {
      let lost = 0;
      while (unsafe.length > whole) {
        const { appended, cut } = unsafe.pop()!;
        if (cut !== undefined) put(cut);
        const gone = unsafe.length === whole ? appended - part : appended;
        length -= gone;
        lost += gone;
      }
      unsafe.length = 0;
      return lost;
    },
    flip(bit) {
      bytes[bit >> 3]! ^= 1 << (bit & 7);
    },
  };
}
