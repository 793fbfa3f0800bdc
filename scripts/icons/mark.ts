/**
 * The mark as SVG text, in the forms that systems want: the tray's small coloured square, macOS's monochrome template, the icon
 * with macOS's margins. The large icon is resources/icon.svg itself. Pure; geometry in units of its 32 × 32 box.
 */
export type Mood = 'stopped' | 'running' | 'trouble';

const GREEN = '#0b8a57';
const GREY = '#6b7680';
const AMBER = '#f5a524';

const node = (radius: number): string => `<circle cx="8.3" cy="16" r="${radius}" fill="currentColor" stroke="none"/>`;
const waves = '<path d="M16.5 9.5c3 4 3 9 0 13"/><path d="M23 6c5 6.2 5 13.8 0 20"/>';

function svg(content: string, color: string, stroke = 3.4): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g fill="none" stroke="currentColor" color="${color}" stroke-width="${stroke}" stroke-linecap="round">${content}</g></svg>`;
}

/** For Windows and Linux: legible on light and dark bars, because it brings its own ground. Trouble has a shape beside its colour. */
export function trayMark(mood: Mood): string {
  const ground = `<rect width="32" height="32" rx="7" fill="${mood === 'running' ? GREEN : GREY}" stroke="none"/>`;
  const badge = `<g stroke="none"><circle cx="23.5" cy="23.5" r="8.5" fill="${AMBER}"/><rect x="22" y="17.6" width="3" height="7.6" rx="1.5" fill="#1d1300"/><circle cx="23.5" cy="28.2" r="1.8" fill="#1d1300"/></g>`;
  return svg(`${ground}${node(4.7)}${waves}${mood === 'trouble' ? badge : ''}`, '#ffffff');
}

/** For macOS, which colours it itself: black and clear only. A hollow node: nothing runs; a mark in the place of the waves: trouble. */
export function templateMark(mood: Mood): string {
  const hollow = '<circle cx="8.3" cy="16" r="4.2" stroke-width="2.6"/>';
  const bang = '<path d="M22 7.5v10.5" stroke-width="4.6"/><circle cx="22" cy="25" r="2.7" fill="currentColor" stroke="none"/>';
  if (mood === 'trouble') return svg(`${node(5)}${bang}`, '#000000');
  return svg(mood === 'running' ? `${node(5)}${waves}` : `${hollow}${waves}`, '#000000', mood === 'running' ? 3.4 : 2.6);
}

/** Apple's grid for app icons: the shape fills 824 of 1024. */
export function withMacMargins(iconSvg: string): string {
  const inner = iconSvg.replace(/<svg[^>]*>/, '<svg x="3.125" y="3.125" width="25.75" height="25.75" viewBox="0 0 32 32">');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${inner}</svg>`;
}
