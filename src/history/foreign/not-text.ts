/** What bytes are instead of a log's text, and what to do about it; undefined where nothing speaks against them. */
export function whatElse(bytes: Uint8Array): readonly [problem: string, hint: string] | undefined {
  const found = KINDS.find(({ begins }) => begins.every((byte, k) => bytes[k] === byte));
  return found && [found.problem, found.hint];
}

const UNPACK = 'unpack it first; only gzip is unpacked here';

const KINDS: readonly { begins: readonly number[]; problem: string; hint: string }[] = [
  { begins: [0x28, 0xb5, 0x2f, 0xfd], problem: 'this is packed by zstd', hint: UNPACK },
  { begins: [0xfd, 0x37, 0x7a, 0x58, 0x5a], problem: 'this is packed by xz', hint: UNPACK },
  { begins: [0x42, 0x5a, 0x68], problem: 'this is packed by bzip2', hint: UNPACK },
  { begins: [0x50, 0x4b, 3, 4], problem: 'this is a zip archive', hint: UNPACK },
  { begins: [0xff, 0xfe], problem: 'this is UTF-16', hint: 'save it as UTF-8' },
  { begins: [0xfe, 0xff], problem: 'this is UTF-16', hint: 'save it as UTF-8' },
  {
    begins: [...Buffer.from('JEPSEN')],
    problem: "this is Jepsen's own binary file",
    hint: 'take the history.edn that stands beside it',
  },
];
