import { windows } from "./gallery.ts";
import { testLooks } from "./looks.ts";

testLooks(windows.narrow);
