import { mergeAttributes, Node } from '@tiptap/core'

/** A record that is named. One character to the caret; written with the name that it had when it was picked, shown with the one it has. */
export const Mention = Node.create<{ nameOf: (entity: string, id: string) => Promise<string | null> }>({
  name: 'mention',
  group: 'inline',
  inline: true,
  atom: true,
  selectable: false,
  addOptions: () => ({ nameOf: () => Promise.resolve(null) }),
  addAttributes: () => ({
    entity: { default: '', parseHTML: (element) => element.dataset['entity'] ?? '' },
    id: { default: '', parseHTML: (element) => element.dataset['id'] ?? '' },
    label: { default: '', parseHTML: (element) => element.dataset['label'] ?? '' },
  }),
  parseHTML: () => [{ tag: 'span[data-mention]' }],
  renderHTML: ({ node, HTMLAttributes: _own }) => [
    'span', mergeAttributes({ 'data-mention': '', 'data-entity': String(node.attrs['entity']), 'data-id': String(node.attrs['id']), 'data-label': String(node.attrs['label']), class: 'mention' }), `@${String(node.attrs['label'])}`,
  ],
  renderText: ({ node }) => `@${String(node.attrs['label'])}`,
  addNodeView() {
    return ({ node }) => {
      const dom = document.createElement('span')
      dom.className = 'mention'
      const { entity, id, label } = node.attrs as { entity: string; id: string; label: string }
      dom.textContent = `@${label}`
      this.options.nameOf(entity, id).then((name) => { if (name !== null) dom.textContent = `@${name}` }, () => undefined)
      return { dom }
    }
  },
})
