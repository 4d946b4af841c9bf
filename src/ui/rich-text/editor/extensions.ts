import { InputRule, type Extensions } from '@tiptap/core'
import { TaskItem, TaskList } from '@tiptap/extension-list'
import { Placeholder } from '@tiptap/extensions'
import { StarterKit } from '@tiptap/starter-kit'
import { Code } from '@tiptap/extension-code'
import { Heading } from '@tiptap/extension-heading'
import { Link } from '@tiptap/extension-link'
import { safeHref } from '../rich-node.ts'
import { Mention } from './mention.ts'

/** What a text may hold: what parse-rich.ts reads, and nothing else. */
export function createExtensions({ placeholder, nameOf }: { placeholder: () => string; nameOf: (entity: string, id: string) => Promise<string | null> }): Extensions {
  return [
    StarterKit.configure({ heading: false, underline: false, code: false, link: false, trailingNode: false, dropcursor: false, listKeymap: {} }),
    UnderThePage.configure({ levels: [1, 2, 3] }),
    // Bold code is bold: marks that two people gave at the same time all stand.
    Code.extend({ excludes: '' }),
    TypedLink.configure({ openOnClick: false, autolink: true, linkOnPaste: true, defaultProtocol: 'https', isAllowedUri: (url) => safeHref(url) !== null }),
    TypedBoxes,
    TaskItem.configure({ nested: true, a11y: { checkboxLabel: (node, checked) => `${checked ? 'Done' : 'Not done'}: ${node.textContent || 'empty'}` } }),
    Placeholder.configure({ placeholder, showOnlyWhenEditable: false }),
    Mention.configure({ nameOf }),
  ]
}

/** The page has headings of its own: those of the text come under them, and look as their levels say. */
const UnderThePage = Heading.extend({
  parseHTML: () => ([1, 2, 3] as const).flatMap((level) => [{ tag: `h3[data-level="${level}"]`, attrs: { level }, priority: 60 }, { tag: `h${level}`, attrs: { level } }]),
  renderHTML: ({ node }) => ['h3', { 'data-level': String(node.attrs['level']) }, 0],
})

/** Typed as in Markdown, `- [ ] ` is a box: the bullet has become an item before its box is typed. */
const TypedBoxes = TaskList.extend({
  addInputRules() {
    return [new InputRule({
      find: /^\[([ xX]?)\]\s$/,
      handler: ({ range, match, chain, can }) => {
        const bullet = this.editor.isActive('bulletList') && !this.editor.isActive('taskList')
        if (!bullet || !can().toggleTaskList()) return null
        chain().deleteRange(range).toggleTaskList().updateAttributes('taskItem', { checked: /x/i.test(match[1]!) }).run()
        return undefined
      },
    })]
  },
})

/** Typed as in Markdown, `[words](address)` is a link at its last bracket. */
const TypedLink = Link.extend({
  inclusive: false,
  addInputRules() {
    return [new InputRule({
      find: /\[([^[\]\n]{1,500})\]\(([^\s()]{1,2000})\)$/,
      handler: ({ state, range, match }) => {
        const href = safeHref(match[2]!)
        if (href === null) return null
        state.tr.replaceWith(range.from, range.to, state.schema.text(match[1]!, [this.type.create({ href })])).removeStoredMark(this.type)
        return undefined
      },
    })]
  },
})
