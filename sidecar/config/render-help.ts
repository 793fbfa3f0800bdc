/** The text of `--help`: every flag with what it takes, its default and its meaning, from the schema. Printed by main.ts. */
import { FILE_NAMES } from './find-file.ts';
import { commandFlags } from './command-flags.ts';
import { formatDefault } from './format-default.ts';
import { isList, isSwitch, isWrittenAsJson } from './text-values.ts';
import { listSections, type Setting, VARIABLE_PREFIX } from './walk-schema.ts';

const WIDTH = 100;
const INDENT = 6;

function wrap(text: string, indent: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH - indent) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((each) => ' '.repeat(indent) + each).join('\n');
}

function valueName(setting: Setting): string {
  if (isSwitch(setting.schema)) return '';
  if (isWrittenAsJson(setting.schema)) return ' <JSON>';
  return isList(setting.schema) ? ' <a,b,…>' : ' <value>';
}

function describeSetting(setting: Setting, flags: readonly string[]): string {
  const names = isSwitch(setting.schema) ? flags.map((flag) => `--${flag}, --no-${flag}`) : flags.map((flag) => `--${flag}`);
  const initial = formatDefault(setting);
  const notes = [isSwitch(setting.schema) ? undefined : setting.type, initial === undefined ? undefined : `default: ${initial}`];
  const note = notes.filter((each) => each !== undefined).join('; ');
  return `  ${names.join(', ')}${valueName(setting)}\n${wrap(`${setting.description}${note === '' ? '' : ` (${note})`}`, INDENT)}`;
}

function describeCommandFlag({ name, short, value, description }: (typeof commandFlags)[number]): string {
  const names = short === undefined ? `--${name}` : `-${short}, --${name}`;
  return `  ${names}${value === undefined ? '' : ` <${value}>`}\n${wrap(description, INDENT)}`;
}

export function renderHelp(): string {
  const sections = listSections().map(({ name, description, settings }) => {
    const flags = settings.flatMap((setting) => (setting.names === undefined ? [] : [describeSetting(setting, setting.names.flags)]));
    return [`${name}${description === '' || settings.length === 1 ? '' : `: ${description}`}`, ...flags].join('\n');
  });
  return [
    'Usage: mqttx-sse-server [flags]\n       mqttx-sse-server configure <client> [flags]',
    'Gives AI assistants (MCP) and web pages (Server-Sent Events) access to MQTT.',
    ['Flags', ...commandFlags.map(describeCommandFlag)].join('\n'),
    ...sections,
    wrap(
      `Every flag is a setting too: --server-port is server.port in the configuration file (${FILE_NAMES.join(', ')}) and ` +
        `${VARIABLE_PREFIX}SERVER_PORT in the environment. Flags win over the environment, the environment wins over the file. ` +
        'A value may be ${env:NAME} or ${file:path}; on the command line others can see it, so give secrets by one of these, ' +
        'by the environment or by the file. See docs/configuration.md.',
      0,
    ),
  ]
    .join('\n\n')
    .concat('\n');
}
