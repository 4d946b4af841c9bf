import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { brotliCompressSync } from 'node:zlib'

/** Kilobytes of everything the service worker keeps for a start without a network, brotli, by kind of file. */
export function shellSize(dist = 'dist'): { total: number; byKind: Record<string, number> } {
  const byKind: Record<string, number> = {}
  let total = 0
  for (const entry of readdirSync(dist, { withFileTypes: true, recursive: true })) {
    const kind = path.extname(entry.name).slice(1)
    if (!entry.isFile() || !precached.has(kind)) continue
    const kilobytes = brotliCompressSync(readFileSync(path.join(entry.parentPath, entry.name))).length / 1e3
    byKind[kind] = (byKind[kind] ?? 0) + kilobytes
    total += kilobytes
  }
  return { total, byKind }
}

/** vite.config.ts, injectManifest.globPatterns. */
const precached = new Set(['html', 'js', 'css', 'wasm', 'woff2', 'svg', 'png', 'webmanifest'])
