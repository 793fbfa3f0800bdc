/**
 * The part of fpm's command line that electron-builder uses. What it does not use is refused, so that a new version
 * that asks for more is noticed.
 */

export interface FpmOptions {
  readonly target: 'deb' | 'rpm';
  readonly output: string;
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  readonly description: string;
  readonly summary: string;
  readonly maintainer: string;
  readonly vendor: string;
  readonly url: string;
  readonly license: string;
  readonly category: string;
  readonly priority: string;
  readonly iteration: string;
  readonly afterInstall: string | undefined;
  readonly afterRemove: string | undefined;
  readonly depends: readonly string[];
  readonly recommends: readonly string[];
  /** `from=to` pairs; a source that ends with a slash is a folder. */
  readonly sources: readonly { readonly from: string; readonly to: string }[];
}

const WITH_VALUE = [
  '-s',
  '-t',
  '--architecture',
  '--after-install',
  '--after-remove',
  '--category',
  '--deb-compression',
  '--deb-priority',
  '--description',
  '--iteration',
  '--license',
  '--log',
  '--maintainer',
  '--name',
  '--package',
  '--rpm-compression',
  '--rpm-os',
  '--rpm-summary',
  '--url',
  '--vendor',
  '--version',
];
const WITHOUT_VALUE = ['--force', '--debug', '--deb-no-default-config-files'];

/** @throws Error for an option that the stand-in does not know */
export function parseFpmOptions(args: readonly string[]): FpmOptions {
  const values = new Map<string, string>();
  const depends: string[] = [];
  const recommends: string[] = [];
  const sources: { from: string; to: string }[] = [];
  const rest = [...args];
  for (let option = rest.shift(); option !== undefined; option = rest.shift()) {
    if (option === '-d' || option === '--depends') depends.push(rest.shift() ?? '');
    else if (option === '--deb-recommends') recommends.push(rest.shift() ?? '');
    else if (WITH_VALUE.includes(option)) values.set(option, rest.shift() ?? '');
    else if (option.startsWith('-') && !WITHOUT_VALUE.includes(option))
      throw new Error(`The stand-in for fpm does not know the option ${option}.`);
    else if (!option.startsWith('-')) sources.push(splitPair(option));
  }
  const target = values.get('-t');
  if (target !== 'deb' && target !== 'rpm') throw new Error(`The stand-in for fpm makes deb and rpm, not ${target}.`);
  const name = values.get('--name') ?? '';
  return {
    target,
    name,
    output: values.get('--package') ?? '',
    version: values.get('--version') ?? '',
    architecture: values.get('--architecture') ?? '',
    description: values.get('--description') ?? '',
    summary: values.get('--rpm-summary') ?? name,
    maintainer: values.get('--maintainer') ?? '',
    vendor: values.get('--vendor') ?? '',
    url: values.get('--url') ?? '',
    license: values.get('--license') ?? 'unknown',
    category: values.get('--category') ?? 'default',
    priority: values.get('--deb-priority') ?? 'optional',
    iteration: values.get('--iteration') ?? '1',
    afterInstall: values.get('--after-install'),
    afterRemove: values.get('--after-remove'),
    depends,
    recommends,
    sources,
  };
}

function splitPair(pair: string): { from: string; to: string } {
  const at = pair.lastIndexOf('=');
  return { from: pair.slice(0, at), to: pair.slice(at + 1) };
}
