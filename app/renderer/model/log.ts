/** A log entry's context in a line, as the log file writes it. Pure. */
export function contextSummary(context: Readonly<Record<string, unknown>> | undefined): string {
  if (context === undefined) return '';
  return Object.entries(context)
    .map(([name, value]) => `${name}=${typeof value === 'string' && !value.includes(' ') ? value : JSON.stringify(value)}`)
    .join(' ');
}
