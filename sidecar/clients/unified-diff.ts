/**
 * A unified diff of two texts, for a person to read before a file is changed. Line based, three lines of context, very long lines
 * (minified files) shortened around the change. Pure; it is shown, never applied.
 */

const CONTEXT = 3;
const MAX_LINE = 200;
/** Cells of the comparison table; beyond that the differing middle is shown as replaced as a whole. */
const MAX_CELLS = 4_000_000;

interface Line {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** @param before null for a file that does not exist */
export function unifiedDiff(file: string, before: string | null, after: string | null): string {
  if (before === after) return '';
  const lines = compare(split(before), split(after));
  const header = [`--- ${before === null ? '/dev/null' : file}`, `+++ ${after === null ? '/dev/null' : file}`];
  return [...header, ...hunks(lines)].join('\n') + '\n';
}

/** Lines with their line breaks, so that a changed line break shows as a change. */
function split(text: string | null): string[] {
  return text === null || text === '' ? [] : text.split(/(?<=\n)/);
}

function compare(before: readonly string[], after: readonly string[]): Line[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < before.length - start && tail < after.length - start && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const removed = before.slice(start, before.length - tail);
  const added = after.slice(start, after.length - tail);
  return [
    ...before.slice(0, start).map((text): Line => ({ sign: ' ', text })),
    ...compareMiddle(removed, added),
    ...before.slice(before.length - tail).map((text): Line => ({ sign: ' ', text })),
  ];
}

/** Longest common subsequence. */
function compareMiddle(before: readonly string[], after: readonly string[]): Line[] {
  const width = after.length + 1;
  if ((before.length + 1) * width > MAX_CELLS) return [...before.map(asRemoved), ...after.map(asAdded)];
  const table = new Uint32Array((before.length + 1) * width);
  const cell = (row: number, column: number): number => table[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      const same = before[row] === after[column];
      table[row * width + column] = same ? cell(row + 1, column + 1) + 1 : Math.max(cell(row + 1, column), cell(row, column + 1));
    }
  }
  const lines: Line[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length || column < after.length) {
    const left = before[row];
    const right = after[column];
    if (left !== undefined && left === right) {
      lines.push({ sign: ' ', text: left });
      row += 1;
      column += 1;
    } else if (left !== undefined && (right === undefined || cell(row + 1, column) >= cell(row, column + 1))) {
      lines.push(asRemoved(left));
      row += 1;
    } else if (right !== undefined) {
      lines.push(asAdded(right));
      column += 1;
    }
  }
  return lines;
}

function asRemoved(text: string): Line {
  return { sign: '-', text };
}

function asAdded(text: string): Line {
  return { sign: '+', text };
}

function hunks(lines: readonly Line[]): string[] {
  const near = lines.map((_, index) => lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ sign }) => sign !== ' '));
  const output: string[] = [];
  let left = 1;
  let right = 1;
  for (let index = 0; index < lines.length;) {
    if (!near[index]) {
      left += 1;
      right += 1;
      index += 1;
      continue;
    }
    const stop = near.indexOf(false, index);
    const hunk = lines.slice(index, stop === -1 ? undefined : stop);
    const removed = hunk.filter(({ sign }) => sign !== '+').length;
    const added = hunk.filter(({ sign }) => sign !== '-').length;
    output.push(`@@ -${range(left, removed)} +${range(right, added)} @@`, ...hunk.flatMap((line) => print(line, hunk)));
    left += removed;
    right += added;
    index += hunk.length;
  }
  return output;
}

/** A range without lines names the line before it. */
function range(start: number, count: number): string {
  return `${count === 0 ? start - 1 : start},${count}`;
}

function print({ sign, text }: Line, hunk: readonly Line[]): string[] {
  const line = sign + shorten(text.replace(/\r?\n$/, ''), hunk);
  return text.endsWith('\n') ? [line] : [line, '\\ No newline at end of file'];
}

function shorten(line: string, hunk: readonly Line[]): string {
  if (line.length <= MAX_LINE) return line;
  const [a, b] = [hunk.find(({ sign }) => sign === '-'), hunk.find(({ sign }) => sign === '+')];
  let difference = 0;
  while (a !== undefined && b !== undefined && difference < line.length && a.text[difference] === b.text[difference]) difference += 1;
  const from = Math.max(0, Math.min(difference, line.length) - MAX_LINE / 4);
  const clip = line.slice(from, from + MAX_LINE);
  return `${from > 0 ? '…' : ''}${clip}${from + MAX_LINE < line.length ? '…' : ''}`;
}
