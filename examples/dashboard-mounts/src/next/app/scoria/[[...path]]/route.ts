export { dashboard as GET, dashboard as POST } from "../../../host.ts";
