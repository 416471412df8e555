import { randomUUID } from "node:crypto";
import pg from "pg";
import { classifyDatabaseError } from "../database/classify-error.ts";
import { readPostgresUrl } from "../databases/postgres-url.ts";
import type { DoctorCheck } from "./doctor-check.ts";

const name = "prepared-statements";
// A pooler with one server connection makes the second client wait for the first, which waits for the second.
const patienceMs = 5_000;

/** Whether named statements survive what stands between this process and the server, such as a transaction pooler. */
export async function checkPreparedStatements(url: string, areOn: boolean): Promise<DoctorCheck> {
  let work: boolean;
  try {
    work = await namesWork(url);
  } catch (error) {
    if (classifyDatabaseError(error) !== "connection") throw error;
    const message =
      "Whether named prepared statements work could not be tried: two connections at once were not to be had.";
    return { name, status: "warning", message };
  }
  if (work) {
    const message = areOn ? "Named prepared statements work." : "Named prepared statements are off, and would work.";
    return { name, status: "ok", message };
  }
  const broken =
    "Something between here and the server, such as a transaction pooler, breaks named prepared statements";
  if (!areOn) return { name, status: "ok", message: `${broken}. They are off.` };
  return {
    name,
    status: "warning",
    message: `${broken}. Each process finds that out by itself, and goes on without them.`,
    advice: "Set preparedNames: false (SCORIA_PREPARED_NAMES=false), or have the pooler keep prepared statements.",
  };
}

/**
 * Prepares on one connection and uses the name on another, in both ways in which a pooler mixes them up: two clients that
 * get one session find the name taken, and a client that gets another session finds it missing.
 */
async function namesWork(url: string): Promise<boolean> {
  const named = { name: `scoria_doctor_${randomUUID().slice(0, 8)}`, text: "select 1 as one" };
  const first = await connect(url);
  const second = await connect(url);
  try {
    await first.query(named);
    await second.query(named);
    await second.query("begin");
    await first.query(named);
    await second.query("rollback");
    return true;
  } catch (error) {
    if (classifyDatabaseError(error) !== "prepared") throw error;
    return false;
  } finally {
    await Promise.all([first.end(), second.end()]);
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    ...readPostgresUrl(url).config,
    application_name: "scoria-doctor",
    connectionTimeoutMillis: patienceMs,
    query_timeout: patienceMs,
  });
  client.on("error", () => undefined); // told by the statement that it fails
  await client.connect();
  return client;
}
