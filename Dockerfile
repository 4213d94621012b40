# One image a service, and one with the macaw command. `./macaw images` builds all five; one alone, after `./macaw build`:
#   docker build --build-arg SERVICE=generator --tag macaw/generator:0.1.0 .
# Nothing is fetched while an image is built or started but the base image.
ARG BASE=eclipse-temurin:25-jre
FROM ${BASE}

# labeling, generator, reward, trainer or tools
ARG SERVICE
# what `./macaw build` (for tools: `./macaw images`) has made of it
ARG APP=services/${SERVICE}/target/quarkus-app
ARG VERSION=0.1.0

LABEL org.opencontainers.image.title="macaw/${SERVICE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0"

RUN test -n "${SERVICE}" \
 && { [ "$(java -version 2>&1 | sed -n '1s/.* version "\([0-9]*\).*/\1/p')" -ge 25 ] 2>/dev/null \
   || { echo "macaw: the base image needs a Java 25 runtime and has: $(java -version 2>&1 | head -n 1)" >&2; exit 1; }; } \
 && groupadd --gid 10001 macaw \
 && useradd --uid 10001 --gid 10001 --home-dir /var/lib/macaw --no-create-home --shell /usr/sbin/nologin macaw \
 && install --directory --owner=10001 --group=10001 --mode=0750 /var/lib/macaw /var/lib/macaw-store

# from what seldom changes to what always does
COPY ${APP}/lib /opt/macaw/app/lib
COPY ${APP}/*.jar /opt/macaw/app/
COPY ${APP}/app /opt/macaw/app/app
COPY ${APP}/quarkus /opt/macaw/app/quarkus
COPY containers/run containers/healthy /opt/macaw/bin/

# The native libraries: hardly any spinning where processes share cores, kernels whose bits depend on nothing around them, an allocator that keeps
# what a step frees, large pages for large tensors, and no look for a newer library. `run` derives the numbers of threads from MACAW_THREADS.
ENV MACAW_SERVICE=${SERVICE} \
    MACAW_HTTP_HOST=0.0.0.0 \
    MACAW_STATE_DIR=/var/lib/macaw \
    MACAW_STORE=/var/lib/macaw-store \
    MACAW_ACCESS_KEYS_FILE=/etc/macaw/keys.json \
    OMP_DYNAMIC=false MKL_DYNAMIC=false OMP_WAIT_POLICY=PASSIVE KMP_BLOCKTIME=0 GOMP_SPINCOUNT=2000 \
    ORT_GQA_DISABLE_FLASH_ATTENTION=1 \
    MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=1073741824 MALLOC_TRIM_THRESHOLD_=536870912 MALLOC_TOP_PAD_=67108864 THP_MEM_ALLOC_ENABLE=1 \
    DJL_OFFLINE=true OPT_OUT_TRACKING=true DJL_CACHE_DIR=/var/lib/macaw/cache

USER 10001:10001
WORKDIR /var/lib/macaw
VOLUME /var/lib/macaw
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=4s --start-period=120s --retries=3 CMD ["/opt/macaw/bin/healthy"]
ENTRYPOINT ["/opt/macaw/bin/run"]
