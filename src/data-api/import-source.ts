import { importedEntities } from '../import/contract.ts'
import type { Entity } from '../model/entity.ts'
import { SatchelError } from '../shared/errors.ts'
import { checkOptions } from './check-options.ts'
import type { Collection, Satchel } from './types.ts'

/** Reads text or a file, rehearses it, and with `apply` writes it: what the import screen does, in one call. */
export const importSource = async (
  importer: Satchel['importer'],
  entity: Entity,
  source: Blob | string,
  options: Partial<Parameters<Collection['import']>[1]> = {},
): ReturnType<Collection['import']> => {
  const { format, apply = false, onProgress = () => undefined } = checkOptions('import', options)
  if (!importedEntities.includes(entity.name)) throw new SatchelError('invalid', `Files are read into ${importedEntities.join(', ')}, not into ${entity.label.many}.`)
  if (typeof source !== 'string' && !(source instanceof Blob)) throw new SatchelError('invalid', 'Give the text or the file to import.')
  if (format !== undefined && !['csv', 'vcard', 'json'].includes(format)) throw new SatchelError('invalid', 'There are three formats to import: csv, vcard and json.')
  const blob = typeof source === 'string' ? new Blob([source]) : source
  const name = source instanceof File ? source.name : `import.${format === 'vcard' ? 'vcf' : format ?? 'csv'}`
  const file = await importer.inspect(blob, name)
  try {
    if (format && file.format !== format) await importer.reinspect(file.fileId, { format })
    if (file.entity !== entity.name) await importer.reinspect(file.fileId, { entity: entity.name })
    const rehearsal = await importer.rehearse([file.fileId], onProgress)
    return apply ? await importer.apply(onProgress) : rehearsal
  } finally {
    await importer.forget(file.fileId)
  }
}
