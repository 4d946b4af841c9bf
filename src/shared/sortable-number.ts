/** A number as text that sorts among its like as the number does: its bits, those below zero turned round. */
export function sortableNumber(value: number): string {
  const view = new DataView(new ArrayBuffer(8))
  // Zero has two signs and one place.
  view.setFloat64(0, value === 0 ? 0 : value)
  const bits = view.getBigUint64(0)
  const turned = bits >> 63n === 1n ? ~bits & everyBit : bits | signBit
  return turned.toString(16).padStart(16, '0')
}

const signBit = 1n << 63n
const everyBit = (1n << 64n) - 1n
