import { Extension, type Editor, type Range } from '@tiptap/core'
import { PluginKey } from '@tiptap/pm/state'
import { Suggestion } from '@tiptap/suggestion'

/** One line of a menu that opens while one types. */
/** `about`: what it does, for the eye; `hint`: which of several of one name it is. */
export interface Choice { key: string; label: string; about?: string; hint?: string; group?: string; run: (editor: Editor, range: Range) => void }

/** The menu that is open: `place` is where its sign stands. */
export interface OpenMenu { label: string; choices: readonly Choice[]; at: number; place: () => DOMRect | null; pick: (choice: Choice) => void }

export interface MenuHost {
  show: (menu: OpenMenu | null) => void
  current: () => OpenMenu | null
}

/** A menu behind a sign: "/" for what may be put in, "@" for whom one names. */
export function createSuggesting(name: string, sign: string, label: string, choicesFor: (typed: string) => Promise<Choice[]> | Choice[], host: MenuHost): Extension {
  return Extension.create({
    name,
    addProseMirrorPlugins() {
      return [Suggestion<Choice, Choice>({
        editor: this.editor,
        pluginKey: new PluginKey(name),
        char: sign,
        allowedPrefixes: [' ', '(', '\u00a0'],
        items: ({ query }) => choicesFor(query),
        // In code a sign is a sign.
        allow: ({ editor }) => !editor.isActive('codeBlock') && !editor.isActive('code'),
        command: ({ editor, range, props }) => props.run(editor, range),
        render: () => {
          const open = ({ items, clientRect, command }: { items: Choice[]; clientRect?: (() => DOMRect | null) | null; command: (choice: Choice) => void }): void =>
            host.show(items.length === 0 ? null : { label, choices: items, at: 0, place: () => clientRect?.() ?? null, pick: command })
          return {
            onStart: open,
            onUpdate: open,
            onExit: () => host.show(null),
            onKeyDown: ({ event }) => {
              const menu = host.current()
              if (menu === null || event.isComposing) return false
              const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
              if (step !== undefined) host.show({ ...menu, at: (menu.at + step + menu.choices.length) % menu.choices.length })
              else if ((event.key === 'Enter' && !event.metaKey && !event.ctrlKey) || event.key === 'Tab') menu.pick(menu.choices[menu.at]!)
              else if (event.key === 'Escape') {
                // It closes the menu, not what the editor is in.
                event.stopPropagation()
                host.show(null)
                return false
              } else return false
              return true
            },
          }
        },
      })]
    },
  })
}
