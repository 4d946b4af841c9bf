import { z } from '../../shared/zod.ts'

/** A zod schema as the OpenAPI document has it. Of what may be any JSON nothing is said: its own definition would refer to itself by another root. */
export function jsonSchemaOf(schema: z.ZodMiniType, io: 'input' | 'output' = 'output'): Record<string, unknown> {
  const { $schema: _schema, $defs: _defs, ...shape } = z.toJSONSchema(schema, { unrepresentable: 'any', io }) as Record<string, unknown>
  return withoutLocalRefs(shape) as Record<string, unknown>
}

function withoutLocalRefs(shape: unknown): unknown {
  if (Array.isArray(shape)) return shape.map(withoutLocalRefs)
  if (typeof shape !== 'object' || shape === null) return shape
  if ('$ref' in shape) return {}
  return Object.fromEntries(Object.entries(shape).map(([name, value]) => [name, withoutLocalRefs(value)]))
}
