/** A topic, id or URL in monospace, cut in the middle where the place is too narrow; whole on hover and when copied. */
import { splitTopic } from '../format/topic.ts';
import './topic.css';

const TAIL_LENGTH = 14;

export function Topic({ children }: { readonly children: string }) {
  const { head, tail } = splitTopic(children, TAIL_LENGTH);
  return (
    <span className="topic mono" title={children}>
      <span className="topic__head" style={{ '--tail-characters': tail.length }}>
        {head}
      </span>
      {tail !== '' && <span className="topic__tail">{tail}</span>}
    </span>
  );
}
