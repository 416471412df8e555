import { randomUUID } from "node:crypto";
import { migrate } from "../../../src/index.ts";
import { freshServerDatabase, onServer, open } from "../../databases/fresh-database.ts";

/** A server's database as an administrator sets it up: one login owns and migrates it, another runs the app. */
export interface TwoLogins extends AsyncDisposable {
  readonly owner: string;
  readonly app: string;
  readonly appRole: string;
  /** Runs one statement as the superuser. */
  grant(statement: string): Promise<void>;
}

export async function twoLogins(): Promise<TwoLogins> {
  const server = await freshServerDatabase();
  const ownerRole = `owner_${randomUUID().replaceAll("-", "")}`;
  const appRole = `app_${randomUUID().replaceAll("-", "")}`;
  const as = (role: string): string => {
    const url = new URL(server.url);
    url.username = role;
    url.password = "hunter2";
    return url.href;
  };
  const grant = async (statement: string): Promise<void> => {
    await using database = await open(server.url);
    await database.control.query({ text: statement, values: [] });
  };
  for (const role of [ownerRole, appRole]) await onServer(`create role ${role} login password 'hunter2'`);
  await grant(`grant create on database ${server.name} to ${ownerRole}`);
  await migrate({ database: as(ownerRole) }, { env: {} });
  return {
    owner: as(ownerRole),
    app: as(appRole),
    appRole,
    grant,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      for (const role of [ownerRole, appRole]) await onServer(`drop role ${role}`);
    },
  };
}
