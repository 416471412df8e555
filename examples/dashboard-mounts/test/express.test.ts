import { listen } from "../src/listen.ts";
import { describeMount, inProcess } from "./describe-mount.ts";

describeMount("Express", inProcess(listen.express));
