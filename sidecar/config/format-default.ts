/** Shows the default of a setting, in help and reference. */
import type { Setting } from './walk-schema.ts';

const units = [
  { name: 'GiB', bytes: 1024 ** 3 },
  { name: 'MiB', bytes: 1024 ** 2 },
  { name: 'KiB', bytes: 1024 },
] as const;

/** Undefined where there is none, and for empty lists and maps. Sizes are shown in their unit too: `4194304 (4 MiB)`. */
export function formatDefault({ defaultValue, path }: Setting): string | undefined {
  if (defaultValue === undefined || (typeof defaultValue === 'object' && Object.keys(defaultValue ?? {}).length === 0)) return undefined;
  if (typeof defaultValue === 'string') return defaultValue;
  const text = JSON.stringify(defaultValue);
  if (typeof defaultValue !== 'number' || !/bytes$/i.test(path.at(-1) ?? '')) return text;
  const unit = units.find(({ bytes }) => defaultValue >= bytes && defaultValue % bytes === 0);
  return unit === undefined ? text : `${text} (${defaultValue / unit.bytes} ${unit.name})`;
}
