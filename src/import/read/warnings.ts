/** Something to tell of a file as a whole. */
export interface Warning {
  /** Warnings of one kind are told once for all files. */
  kind: string
  /** How many rows, photos, …: summed over the files. */
  count: number
  say: (count: number) => string
  /** What is known beyond `say` where it is about one file only. */
  alone?: string
}

export const tellAlone = ({ say, count, alone }: Warning): string => alone ?? say(count)

/** What there is to tell of all files, each kind once: "214 photos were left out (a.vcf, b.vcf and 212 more files)." */
export function tellTogether(files: readonly { name: string; warnings: readonly Warning[] }[]): string[] {
  const kinds = new Map<string, { name: string; warning: Warning }[]>()
  for (const { name, warnings } of files) {
    for (const warning of warnings) kinds.set(warning.kind, [...(kinds.get(warning.kind) ?? []), { name, warning }])
  }
  return [...kinds.values()].map((of) => {
    const { name, warning } = of[0]!
    if (of.length === 1) return files.length > 1 ? `${name}: ${tellAlone(warning)}` : tellAlone(warning)
    const text = warning.say(of.reduce((sum, one) => sum + one.warning.count, 0))
    return `${text.replace(/\.$/, '')} (${namesOf(of)}).`
  })
}

const shown = 2

function namesOf(of: readonly { name: string }[]): string {
  const names = of.slice(0, shown).map(({ name }) => name)
  const rest = of.length - names.length
  return rest === 0 ? names.join(' and ') : `${names.join(', ')} and ${rest} more ${rest === 1 ? 'file' : 'files'}`
}
