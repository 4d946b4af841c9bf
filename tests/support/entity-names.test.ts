import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { productEntities } from '../../src/model/model.ts'

const places = [/^src\/model\//, /^src\/ui\/screens\//, /^src\/import\//, /\.test\.tsx?$/]

it('no name of an entity that people make stands outside the model, the screens and the import', () => {
  const names = productEntities.filter((entity) => entity.bookkeeping !== true).map((entity) => entity.name)
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).map((file) => path.posix.join('src', file.split(path.sep).join('/')))
    .filter((file) => /\.tsx?$/.test(file) && !places.some((place) => place.test(file)))
  const named = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8').replaceAll(/^import .*$|\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    return names.filter((name) => new RegExp(`['"\`]${name}['"\`]`).test(text)).map((name) => `${file}: ${name}`)
  })
  expect(named).toEqual([])
})
