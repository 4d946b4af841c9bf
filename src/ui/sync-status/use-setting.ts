import { useRecord } from '../../data-api/hooks.ts'
import { settingId, settings } from '../../model/settings.ts'
import type { Json } from '../../shared/json.ts'

/** What the workspace's owner has set under a key; null where nothing is said. */
export function useSetting(key: string): Json {
  const { data } = useRecord(settings.name, settingId(key))
  return data === undefined || data === null || data.deletedAt !== null ? null : data['value'] as Json ?? null
}
