import { test } from './setup-satchel.ts'

for (const phone of [false, true]) {
  test(`shots ${phone ? 'phone' : 'wide'}`, async ({ addDevice }) => {
    test.setTimeout(200_000)
    const device = await addDevice({ phone })
    const page = await device.open('/welcome')
    if (!phone) await page.setViewportSize({ width: 1440, height: 900 })
    await page.getByRole('button', { name: /sample/ }).click()
    await page.waitForURL('**/contacts', { timeout: 60_000 })
    const ids = await page.evaluate(async () => {
      const task = (await satchel.entity('tasks').list({ where: { title: 'Prepare module three' } })).rows[0]!
      const project = (await satchel.entity('projects').list({ where: { name: 'Leadership programme' } })).rows[0]!
      return { task: task.id, project: project.id }
    })
    const shot = (name: string) => page.screenshot({ path: `/tmp/shots/${phone ? 'phone' : 'wide'}-${name}.png` })
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      for (const [name, url] of [['myday', '/tasks'], ['upcoming', '/tasks?view=upcoming'], ['all', '/tasks?view=all'], ['done', '/tasks?view=done'], ['detail', `/tasks?view=all&task=${ids.task}`], ['projects', '/projects'], ['project', `/projects/${ids.project}`], ['today', '/today']] as const) {
        if (scheme === 'dark' && ['done', 'upcoming', 'all'].includes(name)) continue
        await page.goto(new URL(url, page.url()).href)
        await page.waitForTimeout(700)
        await shot(`${name}-${scheme}`)
      }
      await page.goto(new URL('/tasks', page.url()).href)
      await page.getByRole('textbox', { name: 'Add a task' }).click()
      await page.keyboard.type('call Ana tomorrow 10:00 !high #onboarding #phone every week', { delay: 5 })
      await page.waitForTimeout(700)
      await shot(`quickadd-${scheme}`)
      if (!phone) {
        await page.keyboard.press('Escape')
        await page.getByRole('button', { name: /Send the reader/ }).focus()
        await page.keyboard.press('d')
        await page.waitForTimeout(300)
        await shot(`due-${scheme}`)
        await page.keyboard.press('Escape')
        await page.keyboard.press('p')
        await page.waitForTimeout(300)
        await shot(`priority-${scheme}`)
        await page.keyboard.press('Escape')
        await page.keyboard.press('ControlOrMeta+k')
        await page.keyboard.type('module')
        await page.waitForTimeout(500)
        await shot(`palette-${scheme}`)
      }
    }
  })
}
