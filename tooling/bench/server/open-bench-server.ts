import { Client } from "pg";
import { providePostgres } from "../../test-databases/provide-postgres.ts";
import { startCluster } from "../../test-databases/start-cluster.ts";
import { benchSettings } from "./bench-settings.ts";

/** A private PostgreSQL for the bench alone. */
export interface BenchServer extends AsyncDisposable {
  /** Such as 15.20. */
  readonly version: string;
  /** A fresh, empty database with `pg_stat_statements`; the one before it is dropped. */
  freshDatabase(): Promise<string>;
}

export async function openBenchServer(signal: AbortSignal): Promise<BenchServer> {
  const report = (line: string): void => console.error(line);
  const { bin } = await providePostgres({ signal, report, withoutVector: true });
  const cluster = await startCluster(bin, signal, { settings: benchSettings });
  const client = new Client({ connectionString: cluster.url });
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>("show server_version");
  let made = 0;
  return {
    version: rows[0]?.server_version ?? "unknown",
    async freshDatabase() {
      if (made > 0) await client.query(`drop database if exists bench_${made} with (force)`);
      made += 1;
      await client.query(`create database bench_${made}`);
      await client.query("checkpoint");
      const url = new URL(cluster.url);
      url.pathname = `/bench_${made}`;
      return url.href;
    },
    async [Symbol.asyncDispose]() {
      await client.end();
      await cluster[Symbol.asyncDispose]();
    },
  };
}
