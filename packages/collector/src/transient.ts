import { StoreError } from "@hacotaki/store";

/** What a database that is busy or full refuses now it takes later. */
export const isTransient = (error: unknown): error is StoreError =>
  error instanceof StoreError && (error.code === "locked" || error.code === "disk-full");
