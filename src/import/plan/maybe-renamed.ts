import type { PlannedRow } from '../contract.ts'
import type { OpenFile } from '../read/open-file.ts'

/**
 * What there is to tell of files that a program wrote without ids and of which part is here already: what is new in them may be what is here, renamed
 * there since. Of a file that is read for the first time there is nothing to tell.
 */
export function maybeRenamed(files: readonly OpenFile[], rows: readonly PlannedRow[]): string[] {
  const programs = new Map<string, { fresh: number; known: number; one: string; many: string }>()
  for (const { into, inspected: { fileId, preset } } of files) {
    if (preset === null || into.presets.find(({ name }) => name === preset)?.withoutIds !== true) continue
    const counts = programs.get(preset) ?? { fresh: 0, known: 0, ...into.entity.label }
    for (const row of rows) {
      if (row.fileId !== fileId) continue
      if (row.action === 'create') counts.fresh += 1
      else if (row.targetId !== null) counts.known += 1
    }
    programs.set(preset, counts)
  }
  return [...programs].filter(([, { fresh, known }]) => fresh > 0 && known > 0).map(([program, { fresh, one, many }]) =>
    `${program} writes no ids into its files, so a ${one} that was renamed there since the last import counts as new. ${fresh === 1 ? `1 ${one} is` : `${fresh.toLocaleString('en')} ${many} are`} new here: look through them under “New”.`)
}
