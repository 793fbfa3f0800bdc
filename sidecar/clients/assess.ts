/**
 * Compares what stands in a settings file with what has to stand there: the state a person sees, and the values that would have
 * to be written. Pure; status and plan are both made from it, so they cannot disagree.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Node } from 'jsonc-parser';
import { findNode, findProperty, nodeText, nodeValue, properties, refuse } from './json-document.ts';
import type { JsonDocument } from './json-document.ts';
import type { Refusal, SettingEdit, Transport } from './schemas.ts';
import { buildEntry, chooseTransport, looksLikeOurs, reachesUs, sameEndpoint } from './server-entry.ts';
import type { FoundEntry } from './server-entry.ts';
import { isServerName } from './server-name.ts';
import type { ClientDefinition, ConfigurationRequest, JsonObject, JsonPath, Setting } from './types.ts';

export interface Assessment {
  readonly state: 'not-configured' | 'configured' | 'configured-differently';
  /** Where the sidecar stands or will stand: not the name asked for if it is there under another. */
  readonly serverName: string;
  /** null where the client only starts commands and none is known. */
  readonly transport: Transport | null;
  /** An entry of that name reaches something else, or nothing. */
  readonly taken: boolean;
  readonly edits: readonly SettingEdit[];
}

export type AssessResult = { readonly ok: true; readonly assessment: Assessment } | { readonly ok: false; readonly refusal: Refusal };

export function assess(document: JsonDocument, definition: ClientDefinition, request: ConfigurationRequest): AssessResult {
  const servers = containerAt(document, definition.serversPath);
  if (!servers.ok) return servers;
  const place = findPlace(servers.node, definition, request);
  const entryPath = [...definition.serversPath, place.serverName];
  if (place.found === 'wrong-type') return wrongType(entryPath, 'an object');

  const transport = place.transport ?? chooseTransport(definition, request) ?? null;
  if (transport === null) {
    const state = place.found === undefined ? 'not-configured' : 'configured-differently';
    return { ok: true, assessment: { state, serverName: place.serverName, transport, taken: place.found !== undefined, edits: [] } };
  }
  const entry = buildEntry(definition, transport, request);
  const ours = place.found !== undefined && (place.transport !== undefined || looksLikeOurs(place.found, definition, request));
  const entryEdits = compareEntry(document, entryPath, entry, ours ? place.found : undefined, definition);

  const beside = definition.companions?.(place.serverName, request.tools) ?? [];
  const switches = compareSettings(document, beside.filter(isSwitch));
  if (!switches.ok) return switches;
  const companions = compareSettings(
    document,
    beside.filter((setting) => !isSwitch(setting)),
  );
  if (!companions.ok) return companions;
  const edits = [...switches.edits, ...entryEdits, ...companions.edits];
  const differs = edits.length === 0 ? 'configured' : 'configured-differently';
  return {
    ok: true,
    assessment: {
      state: place.found === undefined ? 'not-configured' : differs,
      serverName: place.serverName,
      transport,
      taken: place.found !== undefined && place.transport === undefined,
      edits,
    },
  };
}

interface FoundPlace {
  readonly serverName: string;
  readonly found: FoundEntry | 'wrong-type' | undefined;
  /** Set where the entry reaches this sidecar. */
  readonly transport: Transport | undefined;
}

/** The entry that reaches us, under the name asked for or another one; else whatever has that name. */
function findPlace(servers: Node | undefined, definition: ClientDefinition, request: ConfigurationRequest): FoundPlace {
  const { serverName } = request;
  if (servers === undefined) return { serverName, found: undefined, transport: undefined };
  const names = [serverName, ...properties(servers).map(({ key }) => key)].filter(isServerName);
  for (const name of names) {
    const value = valueOf(findProperty(servers, name)?.value);
    const transport = isRecord(value) ? reachesUs(value, definition, request) : undefined;
    if (isRecord(value) && transport !== undefined) return { serverName: name, found: value, transport };
  }
  const value = valueOf(findProperty(servers, serverName)?.value);
  return { serverName, found: value === undefined || isRecord(value) ? value : 'wrong-type', transport: undefined };
}

/** What has to be written for the entry: single fields where it is ours (the rest is the user's), else the entry as a whole. */
function compareEntry(
  document: JsonDocument,
  path: JsonPath,
  entry: JsonObject,
  ours: FoundEntry | undefined,
  definition: ClientDefinition,
): SettingEdit[] {
  const before = beforeText(document, path);
  const urlKeys = Object.values(definition.shapes).flatMap((shape) => ('urlKey' in shape ? [shape.urlKey] : []));
  const foreign = ['command', 'args', ...urlKeys].some((key) => ours?.[key] !== undefined && !(key in entry));
  if (ours === undefined || foreign) return [{ path: [...path], role: 'entry', before, after: JSON.stringify(entry) }];

  const off = definition.offSwitch;
  const wanted: JsonObject = off !== undefined && ours[off.key] === off.off ? { ...entry, [off.key]: !off.off } : entry;
  return Object.entries(wanted).flatMap(([key, value]) => {
    const fits = isDeepStrictEqual(ours[key], value) || (urlKeys.includes(key) && sameEndpoint(ours[key], value));
    return fits ? [] : [edit(document, [...path, key], 'entry', JSON.stringify(value))];
  });
}

function compareSettings(
  document: JsonDocument,
  settings: readonly Setting[],
): { ok: true; edits: SettingEdit[] } | { ok: false; refusal: Refusal } {
  const edits: SettingEdit[] = [];
  for (const { path, value, role, accepts } of settings) {
    const container = containerAt(document, path.slice(0, -1));
    if (!container.ok) return container;
    const found = valueOf(findNode(document.root, path));
    if (found !== undefined && accepts(found)) continue;
    const fits = typeof value === 'boolean' ? typeof found === 'boolean' : isRecord(found);
    if (found !== undefined && found !== null && !fits) return wrongType(path, typeof value === 'boolean' ? 'true or false' : 'an object');
    edits.push(edit(document, path, role, JSON.stringify(value)));
  }
  return { ok: true, edits };
}

function edit(document: JsonDocument, path: JsonPath, role: SettingEdit['role'], after: string): SettingEdit {
  return { path: [...path], role, before: beforeText(document, path), after };
}

function beforeText(document: JsonDocument, path: JsonPath): string | null {
  const node = findNode(document.root, path);
  return node === undefined ? null : nodeText(document, node);
}

/** The object at a path, undefined if nothing is there yet; a refusal if something else is in its place or on the way. */
function containerAt(document: JsonDocument, path: JsonPath): { ok: true; node: Node | undefined } | { ok: false; refusal: Refusal } {
  let node: Node | undefined = document.root;
  for (const [index, key] of path.entries()) {
    node = findProperty(node, key)?.value;
    if (node === undefined) return { ok: true, node };
    if (node.type !== 'object') return wrongType(path.slice(0, index + 1), 'an object');
  }
  return { ok: true, node };
}

function wrongType(path: JsonPath, expected: string): { ok: false; refusal: Refusal } {
  return refuse('wrong-type', `"${path.join('.')}" does not hold ${expected}`, 'Correct it in an editor, or remove it.');
}

function isSwitch(setting: Setting): boolean {
  return setting.role === 'switch';
}

function valueOf(node: Node | undefined): unknown {
  return node === undefined ? undefined : nodeValue(node);
}

export function isRecord(value: unknown): value is FoundEntry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
