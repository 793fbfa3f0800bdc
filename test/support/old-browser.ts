/** Makes an old browser of a page: takes away what came after ECMAScript 5 and `EventSource`. Runs in the page, before its scripts. */

/** What ECMAScript 5.1 has, by where it is found. */
const KEPT: Readonly<Record<string, string>> = {
  'Object':
    'getPrototypeOf getOwnPropertyDescriptor getOwnPropertyNames create defineProperty defineProperties seal freeze preventExtensions isSealed isFrozen isExtensible keys',
  'Object.prototype':
    'constructor toString toLocaleString valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable __proto__ __defineGetter__',
  'Function.prototype': 'constructor toString apply call bind length name',
  'Array': 'isArray',
  'Array.prototype':
    'constructor length toString toLocaleString concat join pop push reverse shift slice sort splice unshift indexOf lastIndexOf every some forEach map filter reduce reduceRight',
  'String': 'fromCharCode',
  'String.prototype':
    'constructor length toString valueOf charAt charCodeAt concat indexOf lastIndexOf localeCompare match replace search slice split substring substr toLowerCase toLocaleLowerCase toUpperCase toLocaleUpperCase trim',
  'Number': 'MAX_VALUE MIN_VALUE NaN NEGATIVE_INFINITY POSITIVE_INFINITY',
  'Math': 'E LN10 LN2 LOG2E LOG10E PI SQRT1_2 SQRT2 abs acos asin atan atan2 ceil cos exp floor log max min pow random round sin sqrt tan',
};

/** Globals that came later. */
const TAKEN =
  'Map Set WeakMap WeakSet WeakRef Symbol Proxy Reflect BigInt Iterator fetch Request Response Headers AbortController AbortSignal ReadableStream TextDecoder TextEncoder URL URLSearchParams EventSource crypto';

/** @param given names that stay, as if the page had brought a polyfill: `Object.assign` */
export function oldBrowserScript(given: readonly string[]): string {
  return `(function (kept, taken, given) {
    Object.keys(kept).forEach(function (path) {
      var place = path.split('.').reduce(function (from, name) { return from[name]; }, window);
      var stays = kept[path].split(' ').concat(['prototype', 'length', 'name']);
      Reflect.ownKeys(place).forEach(function (name) {
        if (stays.indexOf(name) < 0 && given.indexOf(path + '.' + String(name)) < 0) delete place[name];
      });
    });
    delete Document.prototype.currentScript;
    taken.split(' ').forEach(function (name) { delete window[name]; });
  })(${JSON.stringify(KEPT)}, ${JSON.stringify(TAKEN)}, ${JSON.stringify(given)});`;
}
