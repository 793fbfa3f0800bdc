/**
 * What a Sparkplug B payload holds once protobufjs has read it: every member but the lists may be missing, 64-bit numbers come
 * as text. Read by sparkplug.ts.
 */
import { z } from 'zod';

const long = z.string().transform(BigInt).exactOptional();
const bytes = z.instanceof(Uint8Array).exactOptional();
const text = z.string().exactOptional();
const flag = z.boolean().exactOptional();
const number = z.number().exactOptional();

const scalarFields = {
  intValue: number,
  longValue: long,
  floatValue: number,
  doubleValue: number,
  booleanValue: flag,
  stringValue: text,
};

const scalarSchema = z.object(scalarFields);

export interface PropertySet {
  readonly keys: readonly string[];
  readonly values: readonly PropertyValue[];
}

/** Said by hand where the schema stands in itself, which types cannot be inferred through. */
interface PropertyValue extends Scalar {
  readonly type?: number;
  readonly isNull?: boolean;
  readonly propertysetValue?: PropertySet;
  readonly propertysetsValue?: { readonly propertyset: readonly PropertySet[] };
}

const propertySetSchema: z.ZodType<PropertySet> = z.lazy(() =>
  z.object({ keys: z.array(z.string()), values: z.array(propertyValueSchema) }),
);

const propertyValueSchema = z.object({
  type: number,
  isNull: flag,
  ...scalarFields,
  propertysetValue: propertySetSchema.exactOptional(),
  propertysetsValue: z.object({ propertyset: z.array(propertySetSchema) }).exactOptional(),
});

const dataSetSchema = z.object({
  columns: z.array(z.string()),
  types: z.array(z.number()),
  rows: z.array(z.object({ elements: z.array(scalarSchema) })),
});

const metaDataSchema = z.object({
  isMultiPart: flag,
  contentType: text,
  size: long,
  seq: long,
  fileName: text,
  fileType: text,
  md5: text,
  description: text,
});

const metricSchema = z.object({
  name: text,
  alias: long,
  timestamp: long,
  datatype: number,
  isHistorical: flag,
  isTransient: flag,
  isNull: flag,
  metadata: metaDataSchema.exactOptional(),
  properties: propertySetSchema.exactOptional(),
  ...scalarFields,
  bytesValue: bytes,
  datasetValue: dataSetSchema.exactOptional(),
  get templateValue() {
    return templateSchema.exactOptional();
  },
});

const templateSchema = z.object({
  version: text,
  get metrics() {
    return z.array(metricSchema);
  },
  parameters: z.array(z.object({ name: text, type: number, ...scalarFields })),
  templateRef: text,
  isDefinition: flag,
});

export const payloadSchema = z.object({
  timestamp: long,
  metrics: z.array(metricSchema),
  seq: long,
  uuid: text,
  body: bytes,
});

export type Metric = z.output<typeof metricSchema>;
export type DataSet = z.output<typeof dataSetSchema>;
export type Template = z.output<typeof templateSchema>;
export type Scalar = z.output<typeof scalarSchema>;
