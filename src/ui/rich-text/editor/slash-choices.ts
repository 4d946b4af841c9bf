import type { Editor, Range } from '@tiptap/core'
import { fold } from '../../../shared/fold.ts'
import type { Choice } from './suggesting.ts'

type Act = (chain: ReturnType<Editor['chain']>) => ReturnType<Editor['chain']>

const blocks: readonly { key: string; label: string; about: string; words: string; act: Act }[] = [
  { key: 'text', label: 'Text', about: '', words: 'text paragraph plain', act: (chain) => chain.setParagraph() },
  { key: 'h1', label: 'Heading 1', about: '#', words: 'heading title large h1', act: (chain) => chain.setHeading({ level: 1 }) },
  { key: 'h2', label: 'Heading 2', about: '##', words: 'heading medium h2', act: (chain) => chain.setHeading({ level: 2 }) },
  { key: 'h3', label: 'Heading 3', about: '###', words: 'heading small h3', act: (chain) => chain.setHeading({ level: 3 }) },
  { key: 'bullets', label: 'Bulleted list', about: '-', words: 'bullet unordered list points', act: (chain) => chain.toggleBulletList() },
  { key: 'numbers', label: 'Numbered list', about: '1.', words: 'number ordered list', act: (chain) => chain.toggleOrderedList() },
  { key: 'checks', label: 'Checklist', about: '[ ]', words: 'check todo task box list', act: (chain) => chain.toggleTaskList() },
  { key: 'quote', label: 'Quote', about: '>', words: 'quote blockquote', act: (chain) => chain.toggleBlockquote() },
  { key: 'code', label: 'Code', about: '```', words: 'code block', act: (chain) => chain.toggleCodeBlock() },
  { key: 'rule', label: 'Divider', about: '---', words: 'divider line rule horizontal', act: (chain) => chain.setHorizontalRule() },
]

/** What "/" offers; a word's beginning finds it. */
export function slashChoices(typed: string): Choice[] {
  const wanted = fold(typed)
  return blocks.filter(({ label, words }) => wanted === '' || fold(`${label} ${words}`).split(' ').some((word) => word.startsWith(wanted)) || fold(label).startsWith(wanted))
    .map(({ key, label, about, act }) => ({ key, label, about, run: (editor: Editor, range: Range) => { act(editor.chain().focus().deleteRange(range)).run() } }))
}
