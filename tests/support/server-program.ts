import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { madeInOne, root } from './made-in-one.ts'

type Entry = 'main.ts' | 'cli.ts'

/** What `npm start` and `npm run server` give to node. */
export const asOperatorsRun = (entry: Entry): string[] => ['--import', 'tsx', `src/sync-api/${entry}`]

/**
 * What to give to node for the same program made one file beforehand (made-in-one.ts). Not for a server that runs other sources than this project's, or that
 * starts programs of its own (it backs itself up).
 * @param served a folder with node_modules, whose `dist` is served instead of this project's
 */
export async function startingFast(entry: Entry, served?: string): Promise<string[]> {
  bundle ??= madeInOne({
    name: 'server-program', entries: { main: 'src/sync-api/main.ts', cli: 'src/sync-api/cli.ts' },
    // Who may import whom (.oxlintrc.json): the server is made of these rooms alone.
    sources: ['sync-api', 'model', 'merge', 'protocol', 'shared'].map((room) => `src/${room}`),
  })
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
