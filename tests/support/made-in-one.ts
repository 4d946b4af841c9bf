import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** Programs of this project's sources. */
export interface Programs {
  /** Of the folder that keeps them. */
  name: string
  /** From a program's name to its first file, from the project's folder. */
  entries: Record<string, string>
  /** The folders they are made of, from the project's folder. */
  sources: readonly string[]
}

/** The project's folder. */
export const root = path.resolve(import.meta.dirname, '../..')

/**
 * Makes each program one file and answers the folder they are in: it starts in half the processor time of its sources, and runs what it runs often in less. The packages stay
 * outside, so what runs are the same modules. The folder's name is what the sources contain, so it is never stale.
 */
export async function madeInOne({ name, entries, sources }: Programs): Promise<string> {
  const folder = path.join(root, 'node_modules/.cache', name)
  // The project's folder too: what is made names it, and node_modules may be copied.
  const hash = createHash('sha256').update(root).update(readFileSync(import.meta.filename))
  for (const source of sources) {
    for (const file of readdirSync(path.join(root, source), { recursive: true }).map(String).filter((file) => file.endsWith('.ts')).sort()) {
      hash.update(`\0${source}/${file}\0`).update(readFileSync(path.join(root, source, file)))
    }
  }
  const made = path.join(folder, hash.digest('hex').slice(0, 16))
  if (!existsSync(made)) {
    await make(folder, made, entries)
    removeOthers(folder)
  }
  return made
}

async function make(folder: string, target: string, entries: Record<string, string>): Promise<void> {
  // Vite takes longer to load than most tests to run.
  const { build } = await import('vite')
  mkdirSync(folder, { recursive: true })
  const draft = mkdtempSync(path.join(folder, 'draft-'))
  await build({
    root, configFile: false, logLevel: 'warn', publicDir: false,
    plugins: [{
      name: 'where-the-sources-are',
      // What is looked for beside a source file is found from where that is.
      transform: (code, id) => (code.includes('import.meta.url') ? code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)) : null),
    }],
    build: {
      ssr: true, outDir: draft, target: 'node20', minify: false,
      rolldownOptions: { input: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, path.join(root, file)])) },
    },
  })
  // Several processes may make it at once; the first one's stays.
  try { renameSync(draft, target) } catch { rmSync(draft, { recursive: true, force: true }) }
}

/** Of yesterday's sources; today's may be those of a run that is under way. */
function removeOthers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const one = path.join(folder, name)
    if (Date.now() - (statSync(one, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > 86_400_000) rmSync(one, { recursive: true, force: true })
  }
}
