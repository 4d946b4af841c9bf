import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'

const here = import.meta.dirname
const files: Record<string, [file: string, type: string]> = {
  '/': [path.join(here, 'peers/dexie/index.html'), 'text/html; charset=utf-8'],
  '/page.js': [path.join(here, 'peers/dexie/page.js'), 'text/javascript'],
  '/dexie.mjs': [path.join(here, 'node_modules/dexie/dist/modern/dexie.min.mjs'), 'text/javascript'],
  '/papaparse.js': ['node_modules/papaparse/papaparse.min.js', 'text/javascript'],
}

/** Always the same, since a browser keeps databases by origin and a filled profile is used again. */
const port = 4791

/** Serves the Dexie page from this machine, as the sync API serves Satchel. */
export async function servePeer(): Promise<{ origin: string; close(): void }> {
  const server = createServer((request, response) => {
    const found = files[new URL(request.url ?? '/', 'http://localhost').pathname]
    if (found === undefined) { response.writeHead(404).end(); return }
    response.writeHead(200, { 'content-type': found[1], 'cache-control': 'max-age=3600' }).end(readFileSync(found[0]))
  })
  await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(port, '127.0.0.1', resolve) })
  return { origin: `http://localhost:${port}`, close: () => { server.closeAllConnections(); server.close() } }
}
