import { once } from "node:events";
import { createServer } from "node:net";
import { CliFailure } from "../failure.ts";

const ADDRESS = "127.0.0.1";

/** Fails with what to do about it when the port cannot be had: better said at once than by a child that keeps dying. */
export async function assertPortFree(port: number): Promise<void> {
  const server = createServer();
  server.listen(port, ADDRESS);
  try {
    await once(server, "listening");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      throw new CliFailure(
        `${ADDRESS}:${port} is in use: is Hacotaki running already? Open http://${ADDRESS}:${port}, or give another port with --port.`,
      );
    if (code === "EACCES")
      throw new CliFailure(
        `${ADDRESS}:${port} may only be used by root: give a port above 1023 with --port.`,
      );
    throw error;
  }
  server.close();
  await once(server, "close");
}
