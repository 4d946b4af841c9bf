import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { makeProfile, openProfile, openTab, type Contestant } from './profile.ts'

/** Kilobytes, brotli, by kind of file. */
export interface Size { total: number; byKind: Record<string, number> }

/** What a first start of the contacts loads before it is usable: page, scripts of all threads, wasm, styles, font. */
export async function shellSize(contestant: Contestant, dist = 'dist'): Promise<Size> {
  const profile = makeProfile()
  const context = await openProfile(profile, contestant)
  const files = new Set<string>(['index.html'])
  try {
    context.on('request', (request) => {
      // The service worker's own requests are its precache, which comes after the start.
      if (request.serviceWorker() === null) files.add(new URL(request.url()).pathname.slice(1))
    })
    const page = await openTab(context, contestant, contestant.url)
    // What is fetched by the way, for what may be opened next, begins two seconds after the list is there.
    await page.waitForTimeout(300)
  } finally {
    await context.close()
    profile.remove()
  }
  return sizeOf([...files].filter((file) => path.extname(file) !== ''), dist)
}

/** Everything the service worker keeps for a start without a network: the screens, the import and the other alphabets too. */
export function precacheSize(dist = 'dist'): Size {
  const files = readdirSync(dist, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
  return sizeOf(files.map((entry) => path.relative(dist, path.join(entry.parentPath, entry.name))), dist)
}

function sizeOf(files: string[], dist: string): Size {
  const byKind: Record<string, number> = {}
  let total = 0
  for (const file of files) {
    const kind = path.extname(file).slice(1)
    if (!precached.has(kind)) continue
    const kilobytes = brotliCompressSync(readFileSync(path.join(dist, file))).length / 1e3
    byKind[kind] = (byKind[kind] ?? 0) + kilobytes
    total += kilobytes
  }
  return { total, byKind }
}

/** vite.config.ts, injectManifest.globPatterns. */
const precached = new Set(['html', 'js', 'css', 'wasm', 'woff2', 'svg', 'png', 'webmanifest'])
