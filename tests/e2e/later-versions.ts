import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

/*
 * Two versions of the product that are still to come, as somebody would write them: in the entity's file, a field and a step more each. They are built as the
 * product is, and kept beside other caches for as long as nothing that they are built of has changed.
 */

const entityFile = 'src/model/contacts.ts'

/** By what each differs from the one before. */
const steps: readonly (readonly [from: string, to: string])[][] = [
  [
    ['schemaVersion: 3,', 'schemaVersion: 4,'],
    ['    custom: customValues(),\n', "    custom: customValues(),\n    nickname: { kind: 'text', label: 'Nickname', policy: 'newest', schema: line(), search: 'text' },\n"],
    ['upcasts: [(data) => data, (data) => data],', 'upcasts: [(data) => data, (data) => data, (data) => data],'],
  ],
  [
    ['schemaVersion: 4,', 'schemaVersion: 5,'],
    ['    custom: customValues(),\n', "    custom: customValues(),\n    hobbies: { kind: 'list', label: 'Hobbies', policy: 'union', schema: labelledList(), search: 'text', elementText: ['value'] },\n"],
    // Of what an older version writes, the shape changes on the way.
    ['(data) => data, (data) => data, (data) => data],', "(data) => data, (data) => data, (data) => data, (data) => (str(data['nickname']) === '' || str(data['nickname']).startsWith('“') ? data : { ...data, nickname: `“${str(data['nickname'])}”` })],"],
  ],
]

export interface LaterVersion {
  /** Its built app. */
  build: string
  /** Makes a copy of this project's sources those of the version. */
  writeSources(folder: string): void
}

/** The next version and the one after it. */
export async function laterVersions(): Promise<[LaterVersion, LaterVersion]> {
  let source = readFileSync(entityFile, 'utf8')
  const versions = steps.map((step) => {
    source = step.reduce(replaced, source)
    return source
  })
  const kept = path.resolve('node_modules/.cache/later-versions', hashOf(versions.join()))
  // Of yesterday's sources nobody needs any.
  if (!existsSync(kept)) rmSync(path.dirname(kept), { recursive: true, force: true })
  const built: LaterVersion[] = []
  for (const [at, text] of versions.entries()) {
    const build = path.join(kept, String(at + 1))
    if (!existsSync(build)) await makeBuild(text, build)
    built.push({ build, writeSources: (folder) => { writeFileSync(path.join(folder, entityFile), text) } })
  }
  return built as [LaterVersion, LaterVersion]
}

function replaced(text: string, [from, to]: readonly [string, string]): string {
  const changed = text.replace(from, to)
  if (changed === text) throw new Error(`${entityFile} has no ${from}`)
  return changed
}

const sources = ['src', 'public', 'index.html', 'package.json', 'vite.config.ts', 'tsconfig.json', 'tsconfig.base.json']

/** To pack every file beside itself takes as long as the build, and no test looks at it. */
const configWithoutPacking = `
import config from './vite.config.ts'
export default { ...config, plugins: config.plugins.filter(({ name }) => name !== 'satchel-precompressed') }
`

async function makeBuild(text: string, build: string): Promise<void> {
  mkdirSync(path.dirname(build), { recursive: true })
  // Within the project, as it is: nothing that looks upwards for what it needs finds anything else.
  const folder = mkdtempSync(path.resolve('node_modules/.cache/version-'))
  try {
    for (const part of sources) cpSync(part, path.join(folder, part), { recursive: true })
    symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'), 'junction')
    writeFileSync(path.join(folder, entityFile), text)
    writeFileSync(path.join(folder, 'later.config.ts'), configWithoutPacking)
    await promisify(execFile)(process.execPath, [path.resolve('node_modules/vite/bin/vite.js'), 'build', '--config', 'later.config.ts', '--logLevel', 'error'], { cwd: folder })
    if (!existsSync(build)) renameSync(path.join(folder, 'dist'), build)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function hashOf(more: string): string {
  const hash = createHash('sha256').update(more)
  for (const part of sources) {
    const files = part.includes('.') ? [part] : readdirSync(part, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name)).sort()
    for (const file of files) hash.update(file).update(readFileSync(file))
  }
  return hash.digest('hex').slice(0, 16)
}
