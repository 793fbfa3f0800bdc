/** Tables in Markdown that can also be read where they are printed: columns are padded, figures stand to the right. Pure. */

/** The first row is the heading. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const isFigure = widths.map((_width, column) => rows.slice(1).every((row) => /^[\d.,]*$/.test(row[column] ?? '')));
  const lines = rows.map((row) => line(widths.map((width, column) => pad(row[column] ?? '', width, isFigure[column] === true))));
  const rule = line(widths.map((width, column) => (isFigure[column] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))));
  return [...lines.slice(0, 1), rule, ...lines.slice(1)].join('\n');
}

function pad(cell: string, width: number, isFigure: boolean): string {
  return isFigure ? cell.padStart(width) : cell.padEnd(width);
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Three significant digits at least, whole numbers with a thousands separator. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(value >= 10 ? 1 : 2);
}
