import { headers } from "next/headers";
import { parseVisitor, VISITOR_HEADER, type Visitor } from "./visitor-header.ts";

/** Who looks at this page: what they may not do is not offered. Whether they may is decided by the server alone. */
export const visitor = async (): Promise<Visitor> => parseVisitor((await headers()).get(VISITOR_HEADER));

/** Whether to offer what changes or keeps something. */
export const mayEdit = async (): Promise<boolean> => {
  const { role } = await visitor();
  return role === "editor" || role === "admin";
};
