/** Hands a file to the browser's downloads. */
export function saveFile(content: Blob | string, name: string, type = 'text/plain;charset=utf-8'): void {
  const blob = typeof content === 'string' ? new Blob([content], { type }) : content
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has its own reference once it began; a minute is far more than it needs.
  window.setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
