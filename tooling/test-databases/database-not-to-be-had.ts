/** No PostgreSQL could be had here; the message says why and what to do about it. */
export class DatabaseNotToBeHad extends Error {}

export const ownServerAdvice =
  "Or set DATABASE_URL to a PostgreSQL server with pgvector whose role may create databases.";
