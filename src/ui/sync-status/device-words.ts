/** Who wrote something, as history entries and conflicts carry it; null: this device, not synced yet. */
export interface Writer { replicaId: string | null; deviceName: string | null }

/**
 * What to call the devices that wrote these: by the name somebody gave; one's own without a name is "This device", another's as its
 * browser introduced itself. Devices that would be called alike get the end of their replica's id, which is the same everywhere.
 */
export function deviceLabels(writers: readonly Writer[], names: ReadonlyMap<string, string>, own: string | null): (writer: Writer) => string {
  const keyOf = ({ replicaId }: Writer): string => replicaId ?? own ?? ''
  const labelOf = (writer: Writer): string => {
    const key = keyOf(writer)
    return names.get(key) ?? (writer.replicaId === null || key === own ? 'This device' : writer.deviceName || 'Another device')
  }
  const alike = new Map<string, Set<string>>()
  for (const writer of writers) alike.set(labelOf(writer), (alike.get(labelOf(writer)) ?? new Set()).add(keyOf(writer)))
  return (writer) => {
    const label = labelOf(writer)
    return (alike.get(label)?.size ?? 0) > 1 ? `${label} · ${keyOf(writer).slice(-4)}` : label
  }
}
