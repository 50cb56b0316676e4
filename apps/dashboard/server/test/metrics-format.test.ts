import { expect, test } from "vitest";
import { metricsFormat } from "../metrics-format.ts";

test.each([
  [undefined, "open-metrics"],
  ["*/*", "open-metrics"],
  ["text/html,application/xhtml+xml,*/*;q=0.8", "open-metrics"],
  // Prometheus 3 and 2, as they come.
  [
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
    "open-metrics",
  ],
  ["application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", "text"],
  ["text/plain", "text"],
  ["TEXT/Plain; Version=0.0.4", "text"],
  ["text/*", "text"],
  ["text/plain;q=0.5, application/openmetrics-text;q=0.4", "text"],
  ["text/plain;q=0.4, application/openmetrics-text;q=0.5", "open-metrics"],
  ["text/plain, application/openmetrics-text", "open-metrics"],
  ["text/plain;q=0, */*", "open-metrics"],
  ["application/openmetrics-text;q=0, */*;q=0.1", "text"],
  ["text/plain;version=1.0.0", "open-metrics"],
  ["application/json", "open-metrics"],
  ["", "open-metrics"],
  [";;q=x,,text/plain;q=nan", "open-metrics"],
] as const)("who accepts %s gets %s", (accept, format) => expect(metricsFormat(accept)).toBe(format));
