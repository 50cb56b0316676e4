# Two images from one build, one for each process:
#   docker build --target collector -t hacotaki-collector .
#   docker build --target dashboard -t hacotaki-dashboard .
# BASE is any Debian 12: what its own Node 18 does is run the set-up. The images hold the Debian package, nothing else.
ARG BASE=debian:12-slim

FROM ${BASE} AS build
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates nodejs npm \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/hacotaki
COPY . .
RUN node scripts/setup.mjs start && node_modules/.bin/node scripts/package.mjs

FROM ${BASE} AS runtime
COPY --from=build /srv/hacotaki/dist/hacotaki_*.deb /tmp/hacotaki.deb
# A known number for the group, which owns the volume. The package makes the database's folder, and all files in it, its.
RUN groupadd --gid 7460 hacotaki \
 && useradd --uid 7460 --gid 7460 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin hacotaki \
 && apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends /tmp/hacotaki.deb \
 && rm -rf /var/lib/apt/lists/* /tmp/hacotaki.deb
ENV NODE_ENV=production \
    HACOTAKI_DB=/var/lib/hacotaki/hacotaki.db
VOLUME /var/lib/hacotaki

FROM runtime AS collector
# Root without its powers: docker-compose.yml names the few capabilities that are left. Its group is the volume's.
USER 0:7460
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["hacotaki", "health", "--collector"]
ENTRYPOINT ["hacotaki", "record"]

FROM runtime AS dashboard
USER 7460:7460
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["hacotaki", "health"]
ENTRYPOINT ["hacotaki", "serve"]
