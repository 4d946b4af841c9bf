import { Client } from 'pg'

interface PlanNode { 'Node Type': string; 'Relation Name'?: string; Alias?: string; Plans?: PlanNode[]; [key: string]: unknown }

/**
 * Statements of which PostgreSQL plans a way through a table of workspaces without saying of which workspace: on Citus they would ask every machine.
 *
 * @param owner where the tables' owner logs in, to whom row-level security adds nothing
 * @param distributed the tables that lie apart by workspace_id
 * @returns those statements, each with the table
 */
export async function acrossWorkspaces(owner: string, statements: Iterable<string>, distributed: readonly string[]): Promise<{ table: string; statement: string }[]> {
  const client = new Client({ connectionString: owner, options: '-c search_path=satchel' })
  await client.connect()
  const found: { table: string; statement: string }[] = []
  try {
    for (const statement of statements) {
      if (!distributed.some((table) => statement.includes(table))) continue
      const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${statement}`)
      walk(rows[0]!['QUERY PLAN'][0].Plan, [], (node, above) => {
        const table = node['Relation Name']
        if (table === undefined || !node['Node Type'].endsWith('Scan') || !distributed.includes(table)) return
        if (![node, ...above].some((one) => saysWorkspace(one, node.Alias ?? table))) found.push({ table, statement: statement.replaceAll(/\s+/g, ' ').trim() })
      })
    }
  } finally {
    await client.end()
  }
  return found
}

const conditions = ['Index Cond', 'Recheck Cond', 'Filter', 'Hash Cond', 'Merge Cond', 'Join Filter']

/** By a value, or by being the same as another table's in a join. A condition of a scan names its own columns without its alias. */
function saysWorkspace(node: PlanNode, alias: string): boolean {
  const column = node['Relation Name'] === undefined ? `${alias}\\.workspace_id` : '\\bworkspace_id'
  return conditions.some((name) => typeof node[name] === 'string' && new RegExp(`${column} = |= ${column}\\b`).test(node[name]))
}

function walk(node: PlanNode, above: readonly PlanNode[], visit: (node: PlanNode, above: readonly PlanNode[]) => void): void {
  visit(node, above)
  // What is asked of the node above holds for this one only where it joins them.
  for (const child of node.Plans ?? []) walk(child, node['Node Type'].includes('Join') || node['Node Type'] === 'Nested Loop' ? [...above, node] : above, visit)
}
