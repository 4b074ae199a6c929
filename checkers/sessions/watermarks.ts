/** The highest number of each session in each stream; 0: none yet. */
export interface Watermarks {
  get(session: number, stream: number): number;
  raise(session: number, stream: number, to: number): void;
}

/** Up to so many cells the table is a plain array. */
const PLAIN = 2 ** 22;

export function createWatermarks(sessions: number, streams: number): Watermarks {
  return sessions * streams <= PLAIN ? plain(sessions, streams) : hashed(streams);
}

function plain(sessions: number, streams: number): Watermarks {
  const marks = new Int32Array(sessions * streams);
  return {
    get: (session, stream) => marks[session * streams + stream]!,
    raise(session, stream, to) {
      const cell = session * streams + stream;
      if (marks[cell]! < to) marks[cell] = to;
    },
  };
}

/** Open addressing: a Map ends at 2^24 entries. */
function hashed(streams: number): Watermarks {
  let keys = new Float64Array(2 ** 16).fill(-1);
  let marks = new Int32Array(2 ** 16);
  let count = 0;

  function slotOf(key: number): number {
    const mask = keys.length - 1;
    let slot = (Math.imul(key | 0, 0x9e3779b1) ^ Math.imul(Math.floor(key / 2 ** 32), 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    while (keys[slot] !== key && keys[slot] !== -1) slot = (slot + 1) & mask;
    return slot;
  }

  function grow(): void {
    const [oldKeys, oldMarks] = [keys, marks];
    keys = new Float64Array(oldKeys.length * 2).fill(-1);
    marks = new Int32Array(oldKeys.length * 2);
    for (let k = 0; k < oldKeys.length; k++) {
      if (oldKeys[k] === -1) continue;
      const slot = slotOf(oldKeys[k]!);
      keys[slot] = oldKeys[k]!;
      marks[slot] = oldMarks[k]!;
    }
  }

  return {
    get(session, stream) {
      const slot = slotOf(session * streams + stream);
      return keys[slot] === -1 ? 0 : marks[slot]!;
    },
    raise(session, stream, to) {
      if (to <= 0) return;
      const key = session * streams + stream;
      let slot = slotOf(key);
      if (keys[slot] === -1) {
        if (++count * 2 > keys.length) {
          grow();
          slot = slotOf(key);
        }
        keys[slot] = key;
      }
      if (marks[slot]! < to) marks[slot] = to;
    },
  };
}
