import { Editor, type JSONContent } from '@tiptap/core'
import { undo } from '@tiptap/pm/history'
import { afterEach, expect, it } from 'vitest'
import { applyDoc } from '../../src/ui/rich-text/editor/apply-doc.ts'
import { cleanPaste } from '../../src/ui/rich-text/editor/clean-paste.ts'
import { createExtensions } from '../../src/ui/rich-text/editor/extensions.ts'
import { fromEditor } from '../../src/ui/rich-text/editor/from-editor.ts'
import { parseRich } from '../../src/ui/rich-text/parse-rich.ts'
import { writeRich } from '../../src/ui/rich-text/write-rich.ts'
import docsHtml from '../fixtures/paste/google-docs.html?raw'
import docsText from '../fixtures/paste/google-docs.md?raw'
import wordHtml from '../fixtures/paste/word.html?raw'
import wordText from '../fixtures/paste/word.md?raw'

const editors: Editor[] = []
afterEach(() => { for (const editor of editors.splice(0)) editor.destroy() })

function open(text: string): Editor {
  const editor = new Editor({
    element: document.body.appendChild(document.createElement('div')), injectCSS: false, content: parseRich(text) as JSONContent,
    extensions: createExtensions({ placeholder: () => '', nameOf: () => Promise.resolve(null) }), editorProps: { transformPastedHTML: cleanPaste },
  })
  editors.push(editor)
  return editor
}
const textOf = (editor: Editor, like?: string): string => writeRich(fromEditor(editor.getJSON()), like)
const pasted = (html: string): string => {
  const editor = open('')
  editor.view.pasteHTML(html)
  return textOf(editor).trim()
}

it.each([['Word', wordHtml, wordText], ['Google Docs', docsHtml, docsText]])('what %s puts on the clipboard comes in with its structure and nothing else', (_name, html, text) => {
  expect(pasted(html)).toBe(text.trim())
})

it('a style, an event, a script or a comment is no part of what is pasted', () => {
  expect(cleanPaste('<p style="color:red" onclick="x()" class="a">a<!-- b --><script>c</script><style>d</style></p>')).not.toMatch(/ style|onclick|<!--|script|\bb\b|\bd\b/)
  expect(pasted('<a href="javascript:alert(1)">a</a> <a href="https://x.org/">b</a>')).toBe('a [b](https://x.org/)')
  expect(pasted('<h5>small</h5><p>1 &lt; 2 <img src=x onerror=alert(1)> * 3</p>')).toBe('### small\n\n1 < 2 * 3')
})

it.each([
  'plain', '# a\n\n**b** *c* ~~d~~ `e` **`f`**', '- a\n  - b\n\n1. c\n2. d\n\n- [ ] e\n- [x] f', '> a\n>\n> - b', '```js\na\n\n  b\n```\n\n---', 'a\nb\n\n\n\nc',
  '[@Ana Silva](satchel:contacts/1) and **[@Ben](satchel:contacts/2)**', '[a **b**](https://x.org/) https://y.org/', '3. a\n4. b', '-\n- a',
])('what the editor takes in it gives back: %j', (text) => {
  const editor = open(text)
  editor.state.doc.check()
  expect(textOf(editor)).toBe(text)
  expect(fromEditor(editor.getJSON())).toEqual(parseRich(text))
})

it('what comes in from outside goes in around the caret, in its own paragraph too, and undo leaves it there', () => {
  const editor = open('one two three four\n\n- a\n- b')
  const at = 1 + 'one two th'.length
  editor.commands.setTextSelection(at)
  editor.commands.insertContent('X')
  const outside = '# new\n\none **TWO** thXree FOUR\n\n- a\n- c\n- b'
  editor.view.dispatch(applyDoc(editor.state.tr, editor.schema.nodeFromJSON(parseRich(outside))))
  expect(textOf(editor)).toBe(outside)
  const { $from } = editor.state.selection
  expect($from.parent.textBetween(0, $from.parentOffset)).toBe('one TWO thX')
  undo(editor.state, (tr) => editor.view.dispatch(tr))
  expect(textOf(editor)).toBe(outside.replace('thXree', 'three'))
})

it('any text comes in over any other', () => {
  const texts = ['', 'a', '# a', 'a\n\nb', '- a\n- b', '- [ ] a', '1. a\n\n> q', '```\nx\n```', '[@A](satchel:contacts/1) b', 'a\nb', '---', 'one\n\n\n\ntwo']
  for (const from of texts) {
    for (const to of texts) {
      const editor = open(from)
      editor.view.dispatch(applyDoc(editor.state.tr, editor.schema.nodeFromJSON(parseRich(to))))
      editor.state.doc.check()
      expect(textOf(editor), `${from} → ${to}`).toBe(to)
    }
  }
})
