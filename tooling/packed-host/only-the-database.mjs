// Loaded before the host's own code: refuses every connection but those to the server in DATABASE_URL.
import { Socket } from "node:net";

const { DATABASE_URL: url } = process.env;
const { hostname, port } = url === undefined ? { hostname: "", port: "" } : new URL(url);
const allowed = url === undefined ? undefined : `${hostname}:${port || "5432"}`;
/** @type {typeof Socket.prototype.connect} */
const connect = Reflect.get(Socket.prototype, "connect");

/**
 * @this {Socket}
 * @param {unknown[]} args in any of the forms that Node's own callers use
 */
function connectOnlyToTheDatabase(...args) {
  /** @type {unknown[]} */
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const named = typeof first === "object" ? first : { port: first, host: second };
  const target = /** @type {{ host?: string, port?: number, path?: string }} */ (named);
  const asked = `${target.host ?? "localhost"}:${target.port}`;
  // A path is a socket of this machine, not a network.
  if (target.path === undefined && asked !== allowed) throw new Error(`This host must not connect to ${asked}.`);
  return Reflect.apply(connect, this, args);
}

Reflect.set(Socket.prototype, "connect", connectOnlyToTheDatabase);
