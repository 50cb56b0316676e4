type Environment = Readonly<Record<string, string | undefined>>;

/** Where traces are sent, as OpenTelemetry's variables say. */
export type Endpoint = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly isCompressed: boolean;
};
export type ParsedEndpoint =
  | { readonly kind: "endpoint"; readonly endpoint: Endpoint }
  | { readonly kind: "none" }
  | { readonly kind: "wrong"; readonly reason: string };

const wrong = (reason: string): ParsedEndpoint => ({ kind: "wrong", reason });

/** A variable for traces goes before the one for all signals; an empty one is none. */
function variable(env: Environment, name: string): string | undefined {
  const given = env[`OTEL_EXPORTER_OTLP_TRACES_${name}`] || env[`OTEL_EXPORTER_OTLP_${name}`];
  return given === undefined || given.trim() === "" ? undefined : given.trim();
}

function urlOf(env: Environment): string | undefined {
  const whole = env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]?.trim();
  if (whole !== undefined && whole !== "") return whole;
  const base = env["OTEL_EXPORTER_OTLP_ENDPOINT"]?.trim();
  return base === undefined || base === "" ? undefined : `${base.replace(/\/+$/, "")}/v1/traces`;
}

/** `key=value,key2=value2`, values escaped as in an address. */
function headersOf(text: string): Readonly<Record<string, string>> | undefined {
  const headers: Record<string, string> = {};
  for (const pair of text.split(",")) {
    if (pair.trim() === "") continue;
    const [, name, value] = /^\s*([!#$%&'*+.^_`|~\w-]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    if (name === undefined || value === undefined) return undefined;
    try {
      headers[name.toLowerCase()] = decodeURIComponent(value);
    } catch {
      return undefined;
    }
    if (/[\0\r\n]/.test(headers[name.toLowerCase()] ?? "")) return undefined;
  }
  return headers;
}

/**
 * The endpoint of traces, by the variables of the OpenTelemetry specification ("OTLP Exporter Configuration").
 * Of the protocols there is http/json.
 */
export function parseEndpoint(env: Environment): ParsedEndpoint {
  const address = urlOf(env);
  if (address === undefined) return { kind: "none" };
  const url = URL.parse(address);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:"))
    return wrong(`the OTLP endpoint "${address}" is no http or https address.`);
  if (url.username !== "" || url.password !== "")
    return wrong("the OTLP endpoint holds a password: give it in OTEL_EXPORTER_OTLP_HEADERS instead.");
  const protocol = variable(env, "PROTOCOL") ?? "http/json";
  if (protocol !== "http/json")
    return wrong(
      `OTEL_EXPORTER_OTLP_PROTOCOL is "${protocol}"; traces are pushed as http/json, which receivers of http/protobuf take on the same port (4318).`,
    );
  const compression = variable(env, "COMPRESSION") ?? "none";
  if (compression !== "none" && compression !== "gzip")
    return wrong(`OTEL_EXPORTER_OTLP_COMPRESSION is "${compression}"; known are none and gzip.`);
  const headers = headersOf(variable(env, "HEADERS") ?? "");
  if (headers === undefined)
    return wrong("OTEL_EXPORTER_OTLP_HEADERS is not of the form name=value,name=value.");
  const timeout = variable(env, "TIMEOUT") ?? "10000";
  if (!/^[1-9]\d{0,6}$/.test(timeout))
    return wrong(`OTEL_EXPORTER_OTLP_TIMEOUT is "${timeout}", not a number of milliseconds.`);
  return {
    kind: "endpoint",
    endpoint: { url: url.href, headers, timeoutMs: Number(timeout), isCompressed: compression === "gzip" },
  };
}
