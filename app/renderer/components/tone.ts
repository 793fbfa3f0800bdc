/** What a state means for the person who looks at it; colour, icon and weight follow from it. */
export type Tone = 'good' | 'busy' | 'idle' | 'warning' | 'bad' | 'info';
