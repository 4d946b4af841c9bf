import { describe, expect, it } from 'vitest'
import { hrefOf } from './links.ts'

describe('where a value leads', () => {
  it('writes and calls', () => {
    expect(hrefOf('emails', ' ana@example.org ')).toBe('mailto:ana@example.org')
    expect(hrefOf('emails', 'a?b&c@example.org')).toBe('mailto:a%3Fb%26c@example.org')
    expect(hrefOf('phones', '+49 (0)151 23-45')).toBe('tel:+491512345')
  })
  it('opens the web and nothing else', () => {
    expect(hrefOf('links', 'example.org/a')).toBe('https://example.org/a')
    for (const bad of ['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', '']) expect(hrefOf('links', bad)).toBeNull()
  })
  it('leads nowhere where there is nothing to reach', () => {
    expect(hrefOf('emails', 'ana')).toBeNull()
    expect(hrefOf('phones', 'none')).toBeNull()
  })
})
