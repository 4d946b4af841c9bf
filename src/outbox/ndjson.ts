import { err, ok, type Result } from '../shared/result.ts'

/** Cuts a stream of UTF-8 pieces into the texts of its lines, as they become whole. A last line without its newline counts as broken off and is left out. */
export async function* ndjsonLines<E>(pieces: AsyncIterable<Result<Uint8Array, E>>): AsyncGenerator<Result<string, E>> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const piece of pieces) {
    if (!piece.ok) { yield err(piece.error); return }
    const lines = (rest + decoder.decode(piece.value, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield ok(line)
  }
}
