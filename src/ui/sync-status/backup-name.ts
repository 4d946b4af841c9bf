/** "satchel-2026-11-03.satchel": a backup's file name, by the local day. */
export function backupName(now: Date = new Date()): string {
  const two = (part: number): string => String(part).padStart(2, '0')
  return `satchel-${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}.satchel`
}
