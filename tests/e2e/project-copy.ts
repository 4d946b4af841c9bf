import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A copy of the project, so that what it serves can be exchanged while it runs. */
export interface ProjectCopy {
  folder: string
  /** What it serves from now on. */
  serve(build: string): void
  remove(): void
}

/** @param parts files and folders of the project; packages are there by themselves */
export function copyProject(parts = ['src', 'dist', 'package.json']): ProjectCopy {
  const folder = mkdtempSync(path.join(tmpdir(), 'satchel-copy-')), served = path.join(folder, 'dist')
  for (const part of parts) cpSync(part, path.join(folder, part), { recursive: true })
  symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'), 'junction')
  return {
    folder,
    serve: (build) => {
      rmSync(served, { recursive: true })
      cpSync(build, served, { recursive: true })
    },
    remove: () => { rmSync(folder, { recursive: true, force: true }) },
  }
}
