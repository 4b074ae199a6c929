/** A fenced block of a Markdown text. */
export interface CodeBlock {
  /** What stands behind the opening fence: `yaml`, `sh`, `yaml workflow`. */
  info: string;
  text: string;
  /** Line of the document on which the text begins, from 1. */
  line: number;
}

export function blocksOf(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { fence: string; info: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    const fence = /^\s*(`{3,}|~{3,})\s*(.*?)\s*$/.exec(line);
    if (open === undefined) {
      if (fence !== null) open = { fence: fence[1]!, info: fence[2]!, line: index + 2, lines: [] };
    } else if (fence !== null && fence[1]!.startsWith(open.fence) && fence[2] === '') {
      blocks.push({ info: open.info, text: `${open.lines.join('\n')}\n`, line: open.line });
      open = undefined;
    } else open.lines.push(line);
  }
  return blocks;
}
