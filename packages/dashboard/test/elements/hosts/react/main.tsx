import "@scoria/dashboard/elements";
import { createRoot } from "react-dom/client";
import { Desk } from "./desk.tsx";

createRoot(document.querySelector("#app")!).render(<Desk />);
