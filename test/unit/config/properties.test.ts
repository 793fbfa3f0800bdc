/** What holds for every input. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from '../../../sidecar/config/parse-json.ts';
import { parseYaml } from '../../../sidecar/config/parse-yaml.ts';
import { expandReferences } from '../../../sidecar/config/references.ts';
import { configSchema } from '../../../sidecar/config/schema.ts';
import { schemaAt } from '../../../sidecar/config/schema-tree.ts';
import { editDistance, suggest } from '../../../sidecar/config/suggest.ts';
import { readText } from '../../../sidecar/config/text-values.ts';
import { listNamedSettings } from '../../../sidecar/config/walk-schema.ts';
import { JSON_FILE, load, YAML_FILE } from '../../support/load-config.ts';

const settings = listNamedSettings();

describe('loading', () => {
  test('ends in a configuration or a message, whatever JSON stands in the file', () => {
    const names = fc.constantFrom(...settings.flatMap(({ path }) => path), 'x', '__proto__', 'toString');
    const tree = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 4 }, fc.jsonValue({ maxDepth: 1 }), fc.string(), fc.array(tie('value'), { maxLength: 3 }), tie('object')),
      object: fc.dictionary(names, tie('value'), { maxKeys: 6 }),
    })).object;
    fc.assert(
      fc.property(tree, (value) => {
        const result = load({ files: { [JSON_FILE]: JSON.stringify(value) } });
        const isSound = result.ok
          ? isDeepStrictEqual(configSchema.parse(result.config), result.config)
          : /^The configuration has (?:a problem|\d+ problems), so nothing was started:\n {2}- /.test(result.message);
        expect(isSound).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('ends in a configuration or a message, whatever text stands in the file', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('ab: \n-[]{}"\'*&!<|>#\t,1~')) }), (text) => {
        expect(typeof load({ files: { [YAML_FILE]: text } }).ok).toBe('boolean');
        expect(typeof parseJson(text).ok).toBe('boolean');
      }),
      { numRuns: 200 },
    );
  });

  test('ends in a configuration or a message, whatever the environment and the command line say', () => {
    const variables = fc.dictionary(fc.constantFrom(...settings.map(({ names }) => names.variable)), fc.string(), { maxKeys: 5 });
    const flags = fc.array(
      fc.oneof(fc.string(), fc.constantFrom(...settings.flatMap(({ names }) => names.flags.map((flag) => `--${flag}`)))),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(variables, flags, (env, argv) => {
        expect(typeof load({ env, argv }).ok).toBe('boolean');
      }),
      { numRuns: 150 },
    );
  });
});

describe('texts', () => {
  test('a list of names is what was joined by commas', () => {
    const schema = schemaAt(configSchema, ['server', 'allowedHosts']) ?? configSchema;
    fc.assert(
      fc.property(fc.array(fc.domain()), (names) => {
        expect(readText(schema, names.join(' , '))).toEqual({ ok: true, value: names });
      }),
    );
  });

  test('a number is what was written', () => {
    const schema = schemaAt(configSchema, ['server', 'shutdownSeconds']) ?? configSchema;
    fc.assert(
      fc.property(
        fc.oneof(
          fc.integer(),
          fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((value) => Number(value.toFixed(3)) || 0),
        ),
        (value) => {
          expect(readText(schema, String(value))).toEqual({ ok: true, value });
        },
      ),
    );
  });

  test.each(['', ' ', '0x10', '1e5', '1_000', 'Infinity', 'NaN', '1,5', '--1'])('%j is no number', (text) => {
    expect(readText(schemaAt(configSchema, ['server', 'port']) ?? configSchema, text)).toEqual({ ok: true, value: text });
  });
});

describe('references', () => {
  test('text without one stays as it is', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/\$\{(?:env|file):/.test(text)),
        (text) => {
          expect(expandReferences(text, () => ({ ok: true, value: 'x' }))).toEqual({ ok: true, value: text });
        },
      ),
    );
  });

  test('every one is looked up once, and what it yields is put in untouched', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.stringMatching(/^[^$]*$/), fc.string()), { maxLength: 4 }), (parts) => {
        const text = parts.map(([before], index) => `${before}\${env:V${index}}`).join('');
        const yielded = new Map(parts.map(([, value], index) => [`V${index}`, value]));
        const expanded = expandReferences(text, ({ name }) => ({ ok: true, value: yielded.get(name) ?? '' }));
        expect(expanded).toEqual({ ok: true, value: parts.map(([before, value]) => before + value).join('') });
      }),
    );
  });
});

describe('suggestions', () => {
  test('the distance is symmetric, and 0 for equal texts only', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });

  test('one dropped, doubled, replaced or swapped letter is one step', () => {
    expect([
      editDistance('port', 'por'),
      editDistance('port', 'pport'),
      editDistance('port', 'pert'),
      editDistance('port', 'prot'),
    ]).toEqual([1, 1, 1, 1]);
  });

  test('a slip in any name is understood', () => {
    const slip = fc.tuple(fc.constantFrom(...settings), fc.nat());
    fc.assert(
      fc.property(slip, ([{ names }, at]) => {
        const { variable } = names;
        const index = 'MQTTX_SSE_'.length + (at % (variable.length - 'MQTTX_SSE_'.length));
        const written = variable.slice(0, index) + variable.slice(index + 1);
        const suggested = suggest(
          written,
          settings.map((setting) => setting.names.variable),
        );
        expect(suggested).toBeDefined();
        expect(editDistance(written, suggested ?? '')).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('nothing is suggested for what is like nothing', () => {
    expect(suggest('colour', ['host', 'port'])).toBeUndefined();
    expect(suggest('x', [])).toBeUndefined();
  });
});

test('YAML reads what JSON writes', () => {
  const value = fc.dictionary(fc.stringMatching(/^[a-z]+$/), fc.jsonValue({ maxDepth: 3 }));
  fc.assert(
    fc.property(value, (written) => {
      const text = JSON.stringify(written, null, 2);
      const [yaml, json] = [parseYaml(text), parseJson(text)];
      expect(yaml.ok && JSON.stringify(yaml.value)).toBe(json.ok && JSON.stringify(json.value));
    }),
    { numRuns: 100 },
  );
});
