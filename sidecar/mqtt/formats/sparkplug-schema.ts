/**
 * The message types of Sparkplug B (Sparkplug 3.0, section 6.4 and its sparkplug_b.proto), without the extension points that
 * nobody may use yet. Read by sparkplug.ts with protobufjs.
 */
import protobuf, { type INamespace, type IType } from 'protobufjs/light.js';

/** `{ name: [1, 'uint64'] }`; a rule stands behind the type. */
type Fields = Readonly<Record<string, readonly [id: number, type: string, rule?: 'repeated']>>;

function message(fields: Fields, nested?: INamespace['nested']): IType {
  const entries = Object.entries(fields).map(([name, [id, type, rule]]) => [name, { id, type, ...(rule && { rule }) }] as const);
  return { fields: Object.fromEntries(entries), ...(nested === undefined ? {} : { nested }) };
}

/** The members of which one holds the value; their numbers follow each other. */
function scalars(first: number): Fields {
  const types = { intValue: 'uint32', longValue: 'uint64', floatValue: 'float', doubleValue: 'double', booleanValue: 'bool' };
  const named = Object.entries({ ...types, stringValue: 'string' });
  return Object.fromEntries(named.map(([name, type], index) => [name, [first + index, type]] as const));
}

const payload = message(
  {
    timestamp: [1, 'uint64'],
    metrics: [2, 'Metric', 'repeated'],
    seq: [3, 'uint64'],
    uuid: [4, 'string'],
    body: [5, 'bytes'],
  },
  {
    Metric: message({
      name: [1, 'string'],
      alias: [2, 'uint64'],
      timestamp: [3, 'uint64'],
      datatype: [4, 'uint32'],
      isHistorical: [5, 'bool'],
      isTransient: [6, 'bool'],
      isNull: [7, 'bool'],
      metadata: [8, 'MetaData'],
      properties: [9, 'PropertySet'],
      ...scalars(10),
      bytesValue: [16, 'bytes'],
      datasetValue: [17, 'DataSet'],
      templateValue: [18, 'Template'],
    }),
    MetaData: message({
      isMultiPart: [1, 'bool'],
      contentType: [2, 'string'],
      size: [3, 'uint64'],
      seq: [4, 'uint64'],
      fileName: [5, 'string'],
      fileType: [6, 'string'],
      md5: [7, 'string'],
      description: [8, 'string'],
    }),
    PropertySet: message({ keys: [1, 'string', 'repeated'], values: [2, 'PropertyValue', 'repeated'] }),
    PropertySetList: message({ propertyset: [1, 'PropertySet', 'repeated'] }),
    PropertyValue: message({
      type: [1, 'uint32'],
      isNull: [2, 'bool'],
      ...scalars(3),
      propertysetValue: [9, 'PropertySet'],
      propertysetsValue: [10, 'PropertySetList'],
    }),
    DataSet: message({
      numOfColumns: [1, 'uint64'],
      columns: [2, 'string', 'repeated'],
      types: [3, 'uint32', 'repeated'],
      rows: [4, 'Row', 'repeated'],
    }),
    Row: message({ elements: [1, 'Scalar', 'repeated'] }),
    Scalar: message(scalars(1)),
    Template: message({
      version: [1, 'string'],
      metrics: [2, 'Metric', 'repeated'],
      parameters: [3, 'Parameter', 'repeated'],
      templateRef: [4, 'string'],
      isDefinition: [5, 'bool'],
    }),
    Parameter: message({ name: [1, 'string'], type: [2, 'uint32'], ...scalars(3) }),
  },
);

/** Sparkplug's file is proto2: a member that is there is told apart from one that is not, also when it is 0 or empty. */
export const payloadType = protobuf.Root.fromJSON({ nested: { Payload: { ...payload, edition: 'proto2' } } }).lookupType('Payload');
