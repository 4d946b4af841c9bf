interface Database { databaseName: string; label: string; accountEmail: string | null }

/** What to call the databases of a device, by their names: those of one label and one account get the end of their name, as devices that are called alike do. */
export function calledApart(databases: readonly Database[]): ReadonlyMap<string, string> {
  const alike = (one: Database, other: Database): boolean => one.label === other.label && one.accountEmail === other.accountEmail
  return new Map(databases.map((one) => [one.databaseName, databases.some((other) => other !== one && alike(one, other)) ? `${one.label} · ${endOf(one.databaseName)}` : one.label]))
}

/** The first of a browser has nothing behind its name. */
const endOf = (databaseName: string): string => (databaseName.includes('-') ? databaseName.slice(-4) : 'the first')
