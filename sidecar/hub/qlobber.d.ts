/** The part of qlobber's interface that the topic index uses; the package ships no types. */
declare module 'qlobber' {
  export interface QlobberOptions {
    separator?: string;
    wildcard_one?: string;
    wildcard_some?: string;
    match_empty_levels?: boolean;
    cache_adds?: boolean;
  }

  export class Qlobber<V> {
    constructor(options?: QlobberOptions);
    add(filter: string, value: V): this;
    remove(filter: string, value: V): this;
    match(topic: string): V[];
    clear(): this;
  }
}
