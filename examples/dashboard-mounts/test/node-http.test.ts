import { listen } from "../src/listen.ts";
import { describeMount, inProcess } from "./describe-mount.ts";

describeMount("node:http", inProcess(listen["node-http"]));
