/** The value at `share` (0.5: the median) of the numbers, by nearest rank; NaN of none. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN
}

export const median = (numbers: readonly number[]): number => quantile(numbers, 0.5)

/** Milliseconds as a person compares them: 0.84, 12.3, 1,240. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return '–'
  if (value === 0) return '0'
  if (value < 10) return value.toFixed(2)
  if (value < 100) return value.toFixed(1)
  return Math.round(value).toLocaleString('en-US')
}
