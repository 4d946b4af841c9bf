import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build, type Rolldown } from 'vite'

/** What a first start of the contacts loads into the page. Sizes in kB, before compression. */
export interface Shell {
  files: number
  kilobytes: number
  /** Code by where it comes from: a package, a room, or a screen's folder. */
  parts: Map<string, number>
}

/** Where the page goes on from its entry (src/main.tsx), and the screen that is measured. */
const roots = ['src/main.tsx', 'src/data-api/satchel.ts', 'src/ui/app/mount.tsx', 'src/data-api/app-shell.ts', 'src/ui/screens/contacts/contacts-screen.tsx']

/** Builds the app once more and follows the imports of what a start runs. */
export async function measureShell(): Promise<Shell> {
  const chunks = new Map((await buildChunks()).map((chunk) => [chunk.fileName, chunk]))
  const loaded = new Set<string>()
  const follow = (file: string): void => {
    const chunk = chunks.get(file)
    if (chunk === undefined || loaded.has(file)) return
    loaded.add(file)
    chunk.imports.forEach(follow)
  }
  for (const [file, { moduleIds }] of chunks) if (roots.some((root) => moduleIds.some((id) => id.endsWith(root)))) follow(file)
  const parts = new Map<string, number>()
  for (const file of loaded) {
    for (const [id, { renderedLength }] of Object.entries(chunks.get(file)!.modules)) parts.set(partOf(id), (parts.get(partOf(id)) ?? 0) + renderedLength / 1e3)
  }
  const kilobytes = [...loaded].reduce((sum, file) => sum + chunks.get(file)!.code.length / 1e3, 0)
  return { files: loaded.size, kilobytes, parts }
}

async function buildChunks(): Promise<Rolldown.OutputChunk[]> {
  const outDir = mkdtempSync(path.join(tmpdir(), 'satchel-shell-'))
  try {
    const built = await build({ logLevel: 'silent', build: { outDir, emptyOutDir: true } })
    return [built].flat().flatMap((one) => ('output' in one ? one.output : [])).filter((file) => file.type === 'chunk')
  } finally {
    rmSync(outDir, { recursive: true, force: true })
  }
}

/** "react-dom", "src/model", "src/ui/screens/contacts". */
function partOf(id: string): string {
  const [, installed] = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(id) ?? []
  const [, own] = /\/(src\/(?:ui\/screens\/(?:\w+(?=\/))?|ui\/[\w-]+|[\w-]+))/.exec(id) ?? []
  return installed ?? own ?? 'else'
}
