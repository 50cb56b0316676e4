/** The set-up's step of that name, in a process of its own: it runs on the pinned Node. */
import { bundleCommand } from "./bundle.mjs";

await bundleCommand();
