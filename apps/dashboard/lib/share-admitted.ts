import { headers } from "next/headers";
import { ADMITTED_HEADER } from "./share-header.ts";

/** Whether this request is for a share, and for nothing else of the dashboard. */
export const isForShare = async () => (await headers()).get(ADMITTED_HEADER) !== null;
