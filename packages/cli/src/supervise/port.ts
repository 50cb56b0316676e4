import { once } from "node:events";
import { createServer } from "node:net";
import { CliFailure, wrongUsage } from "../output/failure.ts";

/** Fails with what to do about it when the port cannot be had: better said at once than by a child that keeps dying. */
export async function assertPortFree(port: number, address: string): Promise<void> {
  const server = createServer();
  server.listen(port, address);
  try {
    await once(server, "listening");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      throw new CliFailure(
        `${address}:${port} is in use: is Hacotaki running already? Open http://${address}:${port}, or give another port with --port.`,
      );
    if (code === "EACCES")
      throw new CliFailure(
        `${address}:${port} may only be used by root: give a port above 1023 with --port.`,
      );
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAI_AGAIN")
      throw wrongUsage(`--listen ${address}: this machine has no such address.`);
    throw error;
  }
  server.close();
  await once(server, "close");
}
