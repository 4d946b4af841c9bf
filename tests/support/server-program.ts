import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

type Entry = 'main.ts' | 'cli.ts'

/** What `npm start` and `npm run server` give to node. */
export const asOperatorsRun = (entry: Entry): string[] => ['--import', 'tsx', `src/sync-api/${entry}`]

/**
 * What to give to node for the same program made one file beforehand: it starts in half the processor time. The packages stay outside, so what runs are
 * the same modules. Not for a server that runs other sources than this project's, or that starts programs of its own (it backs itself up).
 * @param served a folder with node_modules, whose `dist` is served instead of this project's
 */
export async function startingFast(entry: Entry, served?: string): Promise<string[]> {
  bundle ??= findOrMake()
  const program = served === undefined ? await bundle : programIn(served, await bundle)
  return [path.join(program, `${path.parse(entry).name}.js`)]
}

/** What was made, as if it had been made of a copy of the sources in that folder. */
function programIn(served: string, made: string): string {
  const program = path.join(served, 'server')
  cpSync(made, program, { recursive: true })
  for (const name of readdirSync(program, { recursive: true }).map(String).filter((name) => name.endsWith('.js'))) {
    const file = path.join(program, name)
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(pathToFileURL(root).href, pathToFileURL(served).href))
  }
  return program
}

let bundle: Promise<string> | null = null

const root = path.resolve(import.meta.dirname, '../..')
const folder = path.join(root, 'node_modules/.cache/server-program')
/** Who may import whom (.oxlintrc.json): the server is made of these rooms alone. */
const rooms = ['sync-api', 'model', 'merge', 'protocol', 'shared']

/** The folder's name is what the sources contain, so it is never stale. */
async function findOrMake(): Promise<string> {
  // The folder too: what is made names it, and node_modules may be copied.
  const hash = createHash('sha256').update(root).update(readFileSync(import.meta.filename))
  for (const room of rooms) {
    for (const file of readdirSync(path.join(root, 'src', room), { recursive: true }).map(String).filter((file) => file.endsWith('.ts')).sort()) {
      hash.update(`\0${room}/${file}\0`).update(readFileSync(path.join(root, 'src', room, file)))
    }
  }
  const made = path.join(folder, hash.digest('hex').slice(0, 16))
  if (!existsSync(made)) {
    await make(made)
    removeOthers()
  }
  return made
}

async function make(target: string): Promise<void> {
  // Vite takes longer to load than most tests to run.
  const { build } = await import('vite')
  mkdirSync(folder, { recursive: true })
  const draft = mkdtempSync(path.join(folder, 'draft-'))
  await build({
    root, configFile: false, logLevel: 'warn', publicDir: false,
    plugins: [{
      name: 'where-the-sources-are',
      // dist is found from where a source file is.
      transform: (code, id) => (code.includes('import.meta.url') ? code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)) : null),
    }],
    build: {
      ssr: true, outDir: draft, target: 'node20', minify: false,
      rolldownOptions: { input: { main: path.join(root, 'src/sync-api/main.ts'), cli: path.join(root, 'src/sync-api/cli.ts') } },
    },
  })
  // Several test workers may make it at once; the first one's stays.
  try { renameSync(draft, target) } catch { rmSync(draft, { recursive: true, force: true }) }
}

/** Of yesterday's sources; today's may be those of a run that is under way. */
function removeOthers(): void {
  for (const name of readdirSync(folder)) {
    const one = path.join(folder, name)
    if (Date.now() - (statSync(one, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > 86_400_000) rmSync(one, { recursive: true, force: true })
  }
}
