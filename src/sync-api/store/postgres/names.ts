/** Where Satchel's tables are, so that a database may hold other things too. */
export const schema = 'satchel'

/** The role that the server works as: it owns no table and may not log in by itself. */
export const appRole = 'satchel_app'
