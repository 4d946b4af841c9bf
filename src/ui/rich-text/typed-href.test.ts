import { expect, it } from 'vitest'
import { typedHref } from './rich-node.ts'

it.each([
  ['onda.example', 'https://onda.example'], [' https://onda.example/a?b=c#d ', 'https://onda.example/a?b=c#d'], ['müller.example/x', 'https://müller.example/x'], ['localhost.test:8080/x', 'https://localhost.test:8080/x'],
  ['ana@example.org', 'mailto:ana@example.org'], ['mailto:ana@example.org', 'mailto:ana@example.org'], ['tel:+4915112345', 'tel:+4915112345'],
  ['javascript:alert(1)', null], ['javascript:alert(1.5)', null], ['data:text/html,<b>', null], ['file:///etc/passwd', null], ['two words', null], ['word', null], ['', null],
])('an address as people type it: %s', (typed, href) => { expect(typedHref(typed)).toBe(href) })
