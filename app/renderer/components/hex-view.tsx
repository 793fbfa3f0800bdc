/** Bytes as offsets, hex and ASCII; the beginning of a long payload, and how much more there is. */
import { useMemo } from 'react';
import { useLanguage } from '../context/preferences.tsx';
import { hexRows } from '../format/payload.ts';
import './hex-view.css';

const MAX_BYTES = 4096;

export function HexView({ bytes }: { readonly bytes: Uint8Array }) {
  const { t } = useLanguage();
  const rows = useMemo(() => hexRows(bytes, MAX_BYTES, 8), [bytes]);
  return (
    <div className="hex-view mono">
      {rows.map((row) => (
        <div className="hex-view__row" key={row.offset}>
          <span className="hex-view__offset">{row.offset}</span>
          <span className="hex-view__hex">{row.hex}</span>
          <span className="hex-view__ascii">{row.ascii}</span>
        </div>
      ))}
      {bytes.length > MAX_BYTES && <p className="meta">{t('payload.moreBytes', { count: bytes.length - MAX_BYTES })}</p>}
    </div>
  );
}
