import "@scoria/dashboard/elements";
import { mount } from "svelte";
import Desk from "./desk.svelte";

mount(Desk, { target: document.querySelector("#app")! });
