import * as z from 'zod';
import { policySchema } from './policySchema';

/** The JSON Schema of `gates.yaml`, for editors. */
export function toJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(policySchema, {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema }) => {
      const keys: unknown = jsonSchema.knownKeys;
      if (!Array.isArray(keys)) return;
      delete jsonSchema.knownKeys;
      // Stages are taken in any case, which no schema can say: the usual spelling is what editors offer.
      delete jsonSchema.propertyNames;
      jsonSchema.properties = Object.fromEntries(
        keys.map((key) => [String(key), jsonSchema.additionalProperties ?? {}]),
      );
      jsonSchema.additionalProperties = false;
    },
  });
  return {
    $schema,
    title: 'ModelTrail gates',
    description: 'Gates, approvals and triggers of .modeltrail/gates.yaml',
    ...schema,
  };
}
