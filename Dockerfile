# Two images from one build, one for each process:
#   docker build --target collector -t hacotaki-collector .
#   docker build --target dashboard -t hacotaki-dashboard .
# BASE is any Debian 12: what its own Node 18 does is run the set-up; everything else runs on the Node the lock pins.
ARG BASE=debian:12-slim

FROM ${BASE} AS build
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates nodejs npm \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/hacotaki
COPY . .
RUN node scripts/setup.mjs start
# The pinned Node is a development dependency, and stays; what only builds and tests need goes.
RUN mkdir -p /opt/hacotaki/bin \
 && cp node_modules/node/bin/node /opt/hacotaki/bin/node \
 && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
 && rm -rf .setup apps/dashboard/.next/cache test bench native/src native/build/*.o scripts

FROM ${BASE} AS runtime
# What the pinned Node is linked against.
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends libatomic1 \
 && rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/hacotaki/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    NODE_ENV=production \
    HACOTAKI_DB=/var/lib/hacotaki/hacotaki.db
# The database's folder belongs to the group, and new files in it too: the dashboard reads what the collector writes.
RUN groupadd --gid 7460 hacotaki \
 && useradd --uid 7460 --gid 7460 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin hacotaki \
 && install -d -m 2770 -o root -g hacotaki /var/lib/hacotaki
COPY --from=build /opt/hacotaki/bin/node /opt/hacotaki/bin/node
COPY --from=build /srv/hacotaki /srv/hacotaki
RUN ln -s /srv/hacotaki/packages/cli/bin/hacotaki /opt/hacotaki/bin/hacotaki
WORKDIR /srv/hacotaki
VOLUME /var/lib/hacotaki

FROM runtime AS collector
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends libbpf1 libelf1 zlib1g \
 && rm -rf /var/lib/apt/lists/*
# Root without its powers: docker-compose.yml names the few capabilities that are left. Its group is the volume's.
USER 0:7460
ENTRYPOINT ["hacotaki", "record"]

FROM runtime AS dashboard
# No home to cache in: next-intl's compiler unpacks itself into /tmp.
ENV SWC_NATIVE_BINDING_CACHE=0
USER 7460:7460
ENTRYPOINT ["hacotaki", "serve"]
