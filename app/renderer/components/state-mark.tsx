/**
 * The small mark before a state's word. Each tone has a shape of its own, so that colour never tells alone; the word beside it
 * is what a screen reader hears.
 */
import {
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleXFilled,
  IconInfoCircleFilled,
  IconLoader2,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Tone } from './tone.ts';
import './state-mark.css';

const ICONS: Readonly<Record<Tone, TablerIcon>> = {
  good: IconCircleCheckFilled,
  busy: IconLoader2,
  idle: IconCircleDashed,
  warning: IconAlertTriangleFilled,
  bad: IconCircleXFilled,
  info: IconInfoCircleFilled,
};

export function StateMark({ tone, size = 14 }: { readonly tone: Tone; readonly size?: number }) {
  const Icon = ICONS[tone];
  return <Icon className={`state-mark state-mark--${tone}`} size={size} aria-hidden />;
}
