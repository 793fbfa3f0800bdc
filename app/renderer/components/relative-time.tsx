/** A moment as "4m ago", kept right by the page's clock; the exact time on hover and for machines. */
import { useNow } from '../context/clock.tsx';
import { useLanguage } from '../context/preferences.tsx';
import { formatExact, formatRelative } from '../format/time.ts';

export function RelativeTime({ at }: { readonly at: number }) {
  const { locale } = useLanguage();
  const now = useNow();
  return (
    <time className="numeric" dateTime={new Date(at).toISOString()} title={formatExact(at, locale)}>
      {formatRelative(at, now, locale)}
    </time>
  );
}
