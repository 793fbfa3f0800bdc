/**
 * The text form of values that the structured clone algorithm carries. Both halves of the codec, and through them
 * main process, preload and page, agree on this type. Everything that is no JSON scalar is a tagged tuple.
 */
export type Encoded =
  | null
  | boolean
  | number
  | string
  | ['undefined']
  | ['number', string]
  | ['bigint', string]
  | ['function', number]
  | ['reference', number]
  | ['date', number]
  | ['regexp', source: string, flags: string]
  | ['error', name: string, message: string, stack: string]
  | ['buffer', base64: string]
  | ['view', constructorName: string, base64: string]
  | ['map', [Encoded, Encoded][]]
  | ['set', Encoded[]]
  | ['array', Encoded[]]
  | ['object', [string, Encoded][]];

export type Encode = (value: unknown, onFunction?: (fn: (...args: unknown[]) => unknown) => number) => string;
export type Decode = (text: string, onFunction?: (id: number) => (...args: unknown[]) => unknown) => unknown;

/** What page code is handed, since it cannot import. */
export interface Codec {
  readonly encode: Encode;
  readonly decode: Decode;
}
