/** The page's one stylesheet; light and dark as the reader's system is. */
export const docsStyle = `
:root { color-scheme: light dark; --bg: #fff; --side: #f7f7f8; --text: #1c1d21; --muted: #62656e; --line: #e4e5e9; --accent: #3538cd; --ok: #0b6b3a; --warn: #8a4b00; --danger: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --bg: #141518; --side: #1b1c20; --text: #ececf0; --muted: #a0a3ad; --line: #2c2e35; --accent: #a4a7ff; --ok: #6fd39b; --warn: #f0b46c; --danger: #ff9d94; } }
* { box-sizing: border-box; }
body { margin: 0; display: grid; grid-template-columns: 232px minmax(0, 1fr); background: var(--bg); color: var(--text); font: 14px/1.5 system-ui, sans-serif; }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 16px; background: var(--side); border-right: 1px solid var(--line); }
nav ul { list-style: none; margin: 0; padding: 0; }
nav a { display: block; padding: 4px 8px; border-radius: 6px; color: var(--text); text-decoration: none; }
nav a:hover { background: var(--line); }
.mark { margin: 0 8px 12px; font-weight: 600; }
main { max-width: 860px; padding: 24px 32px 64px; }
h1 { margin: 0 0 8px; font-size: 22px; } h2 { margin: 40px 0 8px; font-size: 16px; scroll-margin-top: 16px; } h3 { margin: 16px 0 4px; font-size: 12px; font-weight: 600; color: var(--muted); }
a { color: var(--accent); }
code { font: 12.5px/1.5 ui-monospace, monospace; overflow-wrap: anywhere; } th code { white-space: nowrap; }
pre { padding: 12px; overflow-x: auto; background: var(--side); border: 1px solid var(--line); border-radius: 8px; } pre code { overflow-wrap: normal; }
details { border-bottom: 1px solid var(--line); } section > details:first-of-type { border-top: 1px solid var(--line); } details[open] { padding-bottom: 16px; }
summary { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 10px; padding: 9px 0; cursor: pointer; list-style: none; } summary::-webkit-details-marker { display: none; }
.method { min-width: 54px; font: 600 11px/1.5 ui-monospace, monospace; color: var(--accent); } .method.post { color: var(--ok); } .method.patch { color: var(--warn); } .method.delete { color: var(--danger); }
.what { color: var(--muted); }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; } th, td { padding: 5px 12px 5px 0; text-align: left; vertical-align: top; border-top: 1px solid var(--line); font-weight: 400; } td:nth-child(2) { color: var(--muted); min-width: 96px; }
@media (max-width: 720px) { body { display: block; } nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); } nav ul { display: flex; flex-wrap: wrap; } main { padding: 16px; } summary { padding: 12px 0; } }
`
