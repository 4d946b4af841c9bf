import AxeBuilder from '@axe-core/playwright'
import { createContact } from './steps.ts'
import { ready } from './device.ts'
import { expect, test } from './setup-satchel.ts'

const wide = [
  '/welcome', '/today', '/contacts', '/contacts?search=ana', '/contacts/:id', '/contacts/:id?edit=all', '/import', '/conflicts', '/trash', '/history', '/sync', '/sync?tab=pending',
  '/sync?tab=failed', '/sync?tab=log', '/sync?tab=storage', '/settings', '/account', '/print', '/no-such-page',
]
const phones = ['/welcome', '/today', '/contacts', '/contacts/:id', '/import', '/sync', '/settings']

for (const colorScheme of ['light', 'dark'] as const) {
  for (const phone of [false, true]) {
    test(`no accessibility violations, ${colorScheme}, ${phone ? 'phone' : 'wide'}`, async ({ addDevice }) => {
      test.setTimeout(120_000)
      const device = await addDevice({ colorScheme, phone })
      const page = await device.open('/contacts')
      const { id } = await page.evaluate(() => satchel.entity('contacts').create({
        firstName: 'Ana', lastName: 'Silva', company: 'Silva Coaching', title: 'Coach', birthday: '--05-17', tags: ['client', 'press'],
        emails: [{ value: 'ana@example.org', label: 'work' }], phones: [{ value: '+49 151 2345678', label: 'mobile' }],
        addresses: [{ label: 'home', street: 'Am Markt 1', city: 'Bonn', postalCode: '53111', country: 'Germany' }],
      }))
      await createContact(page, { firstName: 'Jorge', lastName: 'Lima' })
      const found: string[] = []
      for (const screen of phone ? phones : wide) {
        await page.goto(device.origin + screen.replace(':id', id))
        await ready(page)
        await page.locator('h1, #screen-heading').first().waitFor()
        // A colour half-way through its transition is nobody's to read.
        await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null))))
        const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze()
        for (const violation of violations) {
          found.push(`${screen}: ${violation.id}: ${violation.nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`).slice(0, 3).join(' | ')}`)
        }
      }
      expect(found).toEqual([])
    })
  }
}
