import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import { deepestJson } from '../../shared/json.ts'
import { invalid } from './http-error.ts'

/**
 * JSON that is not UTF-8 is refused; read all the same, its broken characters would be stored as others than were sent. So is what is nested beyond all
 * reason: four megabytes of brackets, a few kilobytes packed, would keep everybody waiting for most of a second.
 */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    // Many programs say of a DELETE without a body that it is JSON.
    if (body.length === 0) done(null, undefined)
    else if (!isUtf8(body)) done(invalid('The body is not UTF-8.'))
    else if (isDeeper(body, deepestBody)) done(invalid(`The body is nested more than ${deepestBody} levels deep.`))
    else void parse(request, body.toString('utf8'), done)
  })
}

/** A value that is too deep to be kept is refused by itself (push), as long as its body can be read at little cost. */
const deepestBody = 8 * deepestJson

/** Whether JSON has more lists and objects within each other; of what is no JSON the answer means nothing. */
function isDeeper(json: Uint8Array, levels: number): boolean {
  const [quote, backslash, list, listEnd, object, objectEnd] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d]
  let depth = 0, inText = false
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at]
    if (inText) {
      if (byte === backslash) at += 1
      else if (byte === quote) inText = false
    } else if (byte === quote) inText = true
    else if (byte === list || byte === object) {
      depth += 1
      if (depth > levels) return true
    } else if (byte === listEnd || byte === objectEnd) depth -= 1
  }
  return false
}
