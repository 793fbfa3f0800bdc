/**
 * A JSON value as a tree of native disclosure elements, so that keyboard and screen reader need nothing of ours. Large lists
 * show their beginning and say how much more there is.
 */
import { useState } from 'react';
import { useLanguage } from '../context/preferences.tsx';
import './json-tree.css';

/** Open at first. */
const OPEN_DEPTH = 2;
const MAX_CHILDREN = 200;

export function JsonTree({ value }: { readonly value: unknown }) {
  return (
    <div className="json-tree mono">
      <Node name={null} value={value} depth={0} />
    </div>
  );
}

interface NodeProps {
  readonly name: string | null;
  readonly value: unknown;
  readonly depth: number;
}

function Node({ name, value, depth }: NodeProps) {
  const [isOpen, setOpen] = useState(depth < OPEN_DEPTH);
  const { t } = useLanguage();
  if (typeof value !== 'object' || value === null) {
    return (
      <div className="json-tree__leaf">
        <Name>{name}</Name>
        <Leaf value={value} />
      </div>
    );
  }
  const children = Object.entries(value);
  const summary = Array.isArray(value) ? `[${children.length}]` : `{${children.length}}`;
  return (
    <details className="json-tree__node" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Name>{name}</Name>
        <span className="json-tree__count">{summary}</span>
      </summary>
      {isOpen && (
        <div className="json-tree__children">
          {children.slice(0, MAX_CHILDREN).map(([key, child]) => (
            <Node key={key} name={key} value={child} depth={depth + 1} />
          ))}
          {children.length > MAX_CHILDREN && <p className="meta">{t('payload.more', { count: children.length - MAX_CHILDREN })}</p>}
        </div>
      )}
    </details>
  );
}

function Name({ children }: { readonly children: string | null }) {
  return children === null ? null : <span className="json-tree__name">{children}: </span>;
}

function Leaf({ value }: { readonly value: unknown }) {
  const kind = value === null ? 'null' : typeof value;
  return <span className={`json-tree__value json-tree__value--${kind}`}>{JSON.stringify(value)}</span>;
}
