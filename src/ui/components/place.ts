export interface Placement { align?: 'start' | 'center' | 'end'; gap?: number }

/**
 * Puts a floating element under its anchor, or above it where there is more room, within the window. Positions go through the CSSOM,
 * which the content security policy allows.
 */
export function placeBeside(floating: HTMLElement, anchor: Element, { align = 'start', gap = 4 }: Placement = {}): void {
  const box = anchor.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = floating
  const margin = 8
  const below = window.innerHeight - box.bottom
  const above = box.top
  const top = below >= height + gap + margin || below >= above ? box.bottom + gap : box.top - height - gap
  const left = align === 'start' ? box.left : align === 'end' ? box.right - width : box.left + box.width / 2 - width / 2
  floating.style.top = `${clamp(top, margin, window.innerHeight - height - margin)}px`
  floating.style.left = `${clamp(left, margin, window.innerWidth - width - margin)}px`
}

const clamp = (value: number, low: number, high: number): number => Math.round(Math.max(low, Math.min(value, high)))
