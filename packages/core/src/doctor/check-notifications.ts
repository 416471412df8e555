import { randomUUID } from "node:crypto";
import type { Database } from "../database.ts";
import { classifyDatabaseError } from "../database/classify-error.ts";
import { readPostgresUrl } from "../databases/postgres-url.ts";
import { ListeningSession } from "../notifiers/listening-session.ts";
import type { DoctorCheck } from "./doctor-check.ts";

const name = "notifications";
const patienceMs = 3_000;

/** Whether a process would hear what another notifies it of: listens where it would listen, and sends where it would send. */
export async function checkNotifications(
  { control }: Database,
  listenUrl: string,
  areOn: boolean,
): Promise<DoctorCheck> {
  if (!areOn) {
    const message = "Notifications are off: work and news from other processes are found by polling.";
    return { name, status: "ok", message };
  }
  const channel = `scoria_doctor_${randomUUID()}`;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  let session: ListeningSession;
  try {
    const { config } = readPostgresUrl(listenUrl);
    const hear = (heardOn: string): void => {
      if (heardOn === channel) resolve(true);
    };
    session = await ListeningSession.open(
      { ...config, application_name: "scoria-doctor" },
      [channel],
      hear,
      new AbortController().signal,
    );
  } catch (error) {
    if (classifyDatabaseError(error) !== "connection") throw error;
    const message = "No connection was to be had that listens for notifications, so all is found by polling.";
    return { name, status: "warning", message, advice: "Look at listenUrl (SCORIA_LISTEN_URL)." };
  }
  const timer = setTimeout(() => resolve(false), patienceMs);
  try {
    await control.query({ text: "select pg_notify($1, '')", values: [channel] });
    if (await promise) return { name, status: "ok", message: "Notifications are heard." };
  } finally {
    clearTimeout(timer);
    await session.close();
  }
  return {
    name,
    status: "warning",
    message: "Notifications are not heard through this connection, so work and news are found by polling.",
    advice:
      "Behind a transaction pooler set listenUrl (SCORIA_LISTEN_URL) to the server's own address, or notifications: false (SCORIA_NOTIFICATIONS=false).",
  };
}
