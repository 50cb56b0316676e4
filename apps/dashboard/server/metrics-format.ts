type Offer = { readonly type: string; readonly version?: string; readonly q: number };

const OPEN_METRICS = { type: "application/openmetrics-text", version: "1.0.0" };
const TEXT = { type: "text/plain", version: "0.0.4" };

function offersIn(accept: string): readonly Offer[] {
  return accept.split(",").map((offer) => {
    const [type = "", ...parameters] = offer.split(";").map((part) => part.trim().toLowerCase());
    const value = (name: string) =>
      parameters
        .find((each) => each.startsWith(`${name}=`))
        ?.slice(name.length + 1)
        .replaceAll('"', "");
    const [q, version] = [Number(value("q") ?? 1), value("version")];
    return { type, q: q >= 0 && q <= 1 ? q : 0, ...(version === undefined ? {} : { version }) };
  });
}

/** How much a format is wanted, 0 to 1: what names it most exactly counts. */
function wanted(offers: readonly Offer[], { type, version }: typeof TEXT): number {
  const ranges = [type, `${type.split("/", 1)[0]}/*`, "*/*"];
  for (const range of ranges) {
    const named = offers.filter((offer) => offer.type === range && (offer.version ?? version) === version);
    if (named.length > 0) return Math.max(...named.map(({ q }) => q));
  }
  return 0;
}

/** The format that an Accept header asks for: OpenMetrics, unless Prometheus's older text is wanted more. */
export function metricsFormat(accept: string | undefined): "open-metrics" | "text" {
  const offers = offersIn(accept ?? "*/*");
  return wanted(offers, TEXT) > wanted(offers, OPEN_METRICS) ? "text" : "open-metrics";
}
