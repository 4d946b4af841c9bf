import fc, { type Arbitrary } from 'fast-check'
import type { Json } from '../../src/shared/json.ts'

/** As much of JSON Schema as the OpenAPI document uses. */
export interface Shape {
  $ref?: string
  type?: string | string[]
  properties?: Record<string, Shape>
  required?: string[]
  additionalProperties?: boolean | Shape
  items?: Shape
  anyOf?: Shape[]
  oneOf?: Shape[]
  enum?: Json[]
  const?: Json
  pattern?: string
  format?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
}

/** Values as a schema describes them, with things in between that nobody expects there. `ids`: of records that there are. */
export function arbitraryOf(schemas: Record<string, Shape>, ids: readonly string[]): (shape: Shape) => Arbitrary<unknown> {
  const ofShape = (shape: Shape, depth: number): Arbitrary<unknown> =>
    fc.oneof({ weight: 12, arbitrary: meant(shape, depth) }, { weight: 1, arbitrary: wild })
  const meant = (shape: Shape, depth: number): Arbitrary<unknown> => {
    if (shape.$ref !== undefined) return ofShape(schemas[shape.$ref.split('/').at(-1)!] ?? {}, depth)
    if (shape.const !== undefined) return fc.constant(shape.const)
    if (shape.enum !== undefined) return fc.constantFrom(...shape.enum)
    const either = shape.anyOf ?? shape.oneOf
    if (either !== undefined) return fc.oneof(...either.map((one) => ofShape(one, depth)))
    const types = shape.type === undefined ? [shape.properties === undefined ? 'any' : 'object'] : [shape.type].flat()
    return fc.oneof(...types.map((type) => ofType(type, shape, depth)))
  }
  const ofType = (type: string, shape: Shape, depth: number): Arbitrary<unknown> => {
    switch (type) {
      case 'object': return ofObject(shape, depth)
      case 'array': return fc.array(ofShape(shape.items ?? {}, depth + 1), { maxLength: depth > 3 ? 1 : 4 })
      case 'integer': return fc.oneof(fc.integer({ min: Math.max(shape.minimum ?? -10, -10), max: Math.min(shape.maximum ?? 100, 100) }), fc.integer())
      case 'number': return fc.double({ noNaN: true })
      case 'boolean': return fc.boolean()
      case 'null': return fc.constant(null)
      case 'string': return ofString(shape)
      default: return fc.jsonValue({ maxDepth: 2 })
    }
  }
  const ofObject = ({ properties = {}, required = [], additionalProperties }: Shape, depth: number): Arbitrary<unknown> => {
    if (depth > 6) return fc.constant({})
    const declared = fc.record(Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, ofShape(one, depth + 1)])), { requiredKeys: fewer(required, properties) })
    if (typeof additionalProperties !== 'object') return declared
    const more = fc.dictionary(fc.string({ maxLength: 12 }), ofShape(additionalProperties, depth + 1), { maxKeys: 3 })
    return fc.tuple(declared, more).map(([own, others]) => ({ ...others, ...own }))
  }
  const ofString = ({ pattern, format, minLength = 0, maxLength = 40 }: Shape): Arbitrary<string> => {
    const fitting = format === 'email' ? fc.emailAddress()
      : format === 'uuid' || pattern?.includes('{8}-') === true ? fc.oneof(fc.constantFrom(...ids), fc.uuid({ version: 7 }))
      : pattern !== undefined && pattern.length < 100 ? fc.stringMatching(new RegExp(pattern))
      : fc.string({ minLength: Math.min(minLength, 40), maxLength: Math.max(minLength, Math.min(maxLength, 40)), unit: 'binary' })
    return fc.oneof({ weight: 3, arbitrary: fitting }, { weight: 1, arbitrary: fc.constantFrom(...ids) }, { weight: 1, arbitrary: fc.constantFrom(...oddTexts) })
  }
  return (shape) => ofShape(shape, 0)
}

const fewer = (required: readonly string[], properties: Record<string, Shape>): string[] => required.filter((name) => name in properties)

/** Texts that something has tripped over somewhere. */
export const oddTexts = [
  '', ' ', '0', '-1', '1e999', 'null', 'undefined', 'NaN', '__proto__', 'constructor', 'toString', '$text', '$set', '../../etc/passwd', '%', '%00', '\u0000', '\ud800', '\u202e', '🦊'.repeat(50),
  'a'.repeat(5_000), '\'; DROP TABLE records; --', '<script>alert(1)</script>', '{"$gt":""}', '*', '?', '%_', '2026-02-30T25:61:00Z', '9'.repeat(400), '[]', '{}', '"', '\\', '\r\nSet-Cookie: a=b',
] as const

const wild: Arbitrary<unknown> = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom<unknown>(...oddTexts), fc.constantFrom<unknown>(null, [], {}, [[]], -0, 1e300, 2 ** 53, { $set: {} }, { $text: 'AAA' }, { $set: { add: [null], remove: [{}], update: { a: null } } }))
