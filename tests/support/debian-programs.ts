import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** A program of this machine's path; null: it is not here. */
export function findProgram(name: string): string | null {
  return (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean).map((folder) => path.join(folder, name)).find((file) => existsSync(file)) ?? null
}

/** Installs what is missing of these, each the package of the same name, where that can be done unasked: as root on Debian. Never throws; what is not there then is skipped by its tests. */
export function installPrograms(names: readonly string[]): void {
  const missing = names.filter((name) => findProgram(name) === null)
  if (missing.length === 0 || !isOurDebian()) return
  console.log(`Installing for the tests: ${missing.join(', ')} …`)
  run('apt-get', ['update'])
  run('apt-get', ['install', '-y', '--no-install-recommends', ...missing])
}

/** Ubuntu's packages of the same names are other ones. */
export const isOurDebian = (): boolean =>
  process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/etc/debian_version') && !/^ID=ubuntu/m.test(readFileSync('/etc/os-release', 'utf8'))

// In runlevel 1 no service starts with its package: the tests start their own.
function run(command: string, args: string[]): void {
  spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' } })
}

/** Says once why the tests of a program are skipped. */
export function whySkipped(name: string): string {
  const why = `${name} is not on this machine's path: install it to run these tests too.`
  console.log(`Skipped: ${why}`)
  return why
}
