/** A titled box, the unit of every page that is no table. */
import { type ReactNode, useId } from 'react';
import './card.css';

interface CardProps {
  readonly title: string;
  /** At the right of the title. */
  readonly aside?: ReactNode;
  readonly flush?: boolean;
  readonly children: ReactNode;
}

export function Card({ title, aside, flush = false, children }: CardProps) {
  const id = useId();
  return (
    <section className={flush ? 'card card--flush' : 'card'} aria-labelledby={id}>
      <div className="card__head">
        <h2 className="card__title" id={id}>
          {title}
        </h2>
        {aside !== undefined && <div className="card__aside">{aside}</div>}
      </div>
      <div className="card__body">{children}</div>
    </section>
  );
}
