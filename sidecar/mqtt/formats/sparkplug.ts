/**
 * Sparkplug B payloads (Sparkplug 3.0, section 6.4) as JSON that names things: data types in words, moments as ISO 8601, data
 * sets with their columns. A compressed payload is unpacked, up to a bound. Pure.
 */
import { gunzipSync, inflateSync } from 'node:zlib';
import { toJsonValue, UnreadablePayload, type JsonValue } from './json-value.ts';
import { payloadType } from './sparkplug-schema.ts';
import { payloadSchema, type DataSet, type Metric, type PropertySet, type Template } from './sparkplug-shape.ts';
import { bytesValue, dataType, scalarValue, toDate } from './sparkplug-values.ts';

/** The uuid that marks a payload whose body is another payload, compressed (section 6.4.4). */
const COMPRESSED = 'SPBV1.0_COMPRESSED';
/** What a compressed body may grow to; a few kilobytes of zeros would become gigabytes. */
const MAX_UNPACKED_BYTES = 1024 * 1024;

/** @throws UnreadablePayload */
export function readSparkplug(bytes: Uint8Array): JsonValue {
  try {
    return toJsonValue(readPayload(bytes, true));
  } catch (error) {
    if (error instanceof UnreadablePayload) throw error;
    // The parser calls itself for each level.
    if (error instanceof RangeError && /call stack/.test(error.message)) throw new UnreadablePayload('its templates nest too deep');
    throw new UnreadablePayload(error instanceof Error ? error.message : String(error));
  }
}

function readPayload(bytes: Uint8Array, mayBeCompressed: boolean): unknown {
  const { timestamp, metrics, seq, uuid, body } = payloadSchema.parse(
    payloadType.toObject(payloadType.decode(bytes), { longs: String, arrays: true }),
  );
  if (timestamp === undefined && seq === undefined && metrics.length === 0 && body === undefined) {
    throw new UnreadablePayload('it has neither a timestamp nor metrics');
  }
  if (mayBeCompressed && uuid === COMPRESSED && body !== undefined) return readPayload(unpack(body, metrics), false);
  return {
    ...(timestamp === undefined ? {} : { timestamp: toDate(timestamp) }),
    ...(seq === undefined ? {} : { seq }),
    ...(uuid === undefined ? {} : { uuid }),
    metrics: metrics.map(readMetric),
    ...(body === undefined ? {} : { body }),
  };
}

function unpack(body: Uint8Array, metrics: readonly Metric[]): Uint8Array {
  const algorithm = metrics.find(({ name }) => name === 'algorithm')?.stringValue ?? 'DEFLATE';
  const options = { maxOutputLength: MAX_UNPACKED_BYTES };
  try {
    if (algorithm.toUpperCase() === 'GZIP') return gunzipSync(body, options);
    if (algorithm.toUpperCase() === 'DEFLATE') return inflateSync(body, options);
  } catch (error) {
    throw new UnreadablePayload(`its compressed body cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new UnreadablePayload(`its body is compressed by ${JSON.stringify(algorithm)}, which is neither DEFLATE nor GZIP`);
}

function readMetric({
  name,
  alias,
  timestamp,
  datatype,
  isHistorical,
  isTransient,
  isNull,
  metadata,
  properties,
  ...value
}: Metric): unknown {
  return {
    ...(name === undefined ? {} : { name }),
    ...(alias === undefined ? {} : { alias }),
    ...(datatype === undefined ? {} : { type: dataType(datatype) }),
    value: isNull === true ? null : metricValue(datatype, value),
    ...(timestamp === undefined ? {} : { timestamp: toDate(timestamp) }),
    ...(isHistorical === true ? { isHistorical } : {}),
    ...(isTransient === true ? { isTransient } : {}),
    ...(metadata === undefined ? {} : { metadata }),
    ...(properties === undefined ? {} : { properties: readProperties(properties) }),
  };
}

type MetricValue = Pick<Metric, 'bytesValue' | 'datasetValue' | 'templateValue'> & Parameters<typeof scalarValue>[1];

function metricValue(datatype: number | undefined, { bytesValue: bytes, datasetValue, templateValue, ...scalar }: MetricValue): unknown {
  const type = dataType(datatype);
  if (bytes !== undefined) return bytesValue(type, bytes);
  if (datasetValue !== undefined) return readDataSet(datasetValue);
  return templateValue === undefined ? scalarValue(type, scalar) : readTemplate(templateValue);
}

/** Rows as lists, in the order of the columns: a name may stand there twice. */
function readDataSet({ columns, types, rows }: DataSet): unknown {
  const names = types.map(dataType);
  return {
    columns,
    types: names,
    rows: rows.map(({ elements }) => elements.map((element, column) => scalarValue(names[column] ?? 'Unknown', element))),
  };
}

function readTemplate({ version, templateRef, isDefinition, metrics, parameters }: Template): unknown {
  return {
    ...(version === undefined ? {} : { version }),
    ...(templateRef === undefined ? {} : { templateRef }),
    ...(isDefinition === undefined ? {} : { isDefinition }),
    metrics: metrics.map(readMetric),
    parameters: parameters.map(({ name, type, ...value }) => ({ name, type: dataType(type), value: scalarValue(dataType(type), value) })),
  };
}

function readProperties({ keys, values }: PropertySet): unknown {
  return Object.fromEntries(
    keys.map((key, index) => {
      const { type, isNull, propertysetValue, propertysetsValue, ...scalar } = values[index] ?? {};
      if (isNull === true) return [key, null];
      if (propertysetValue !== undefined) return [key, readProperties(propertysetValue)];
      if (propertysetsValue !== undefined) return [key, propertysetsValue.propertyset.map(readProperties)];
      return [key, scalarValue(dataType(type), scalar)];
    }),
  );
}
