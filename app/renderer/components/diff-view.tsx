/** A unified diff, a line a row. Added and removed lines carry their sign, so that colour never tells alone. */
import './diff-view.css';

export function DiffView({ diff, label }: { readonly diff: string; readonly label: string }) {
  const lines = diff.split('\n').filter((line) => !line.startsWith('---') && !line.startsWith('+++'));
  return (
    <div className="diff-view mono" role="region" aria-label={label} tabIndex={0}>
      {lines.map((line, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a diff does not change once it is shown
        <div key={index} className={`diff-view__line diff-view__line--${kindOf(line)}`}>
          {line === '' ? ' ' : line}
        </div>
      ))}
    </div>
  );
}

function kindOf(line: string): 'added' | 'removed' | 'place' | 'context' {
  if (line.startsWith('+')) return 'added';
  if (line.startsWith('-')) return 'removed';
  return line.startsWith('@@') ? 'place' : 'context';
}
