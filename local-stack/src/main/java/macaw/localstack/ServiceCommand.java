package macaw.localstack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How one service is run as a process: its command line, and all that it needs of an environment. The rest of it is inherited. */
final class ServiceCommand {
    private final StackOptions options;
    private final Service service;
    private final Map<String, Integer> ports;
    private final LocalKeys keys;
    private final LocalPostgres postgres;

    ServiceCommand(
            StackOptions options, Service service, Map<String, Integer> ports, LocalKeys keys, LocalPostgres postgres) {
        this.options = options;
        this.service = service;
        this.ports = ports;
        this.keys = keys;
        this.postgres = postgres;
    }

    Path log() {
        return options.logs().resolve(service.title() + ".log");
    }

    List<String> line() {
        return List.of(
                JavaCommand.executable(),
                "-Xms32m",
                "-Xmx" + service.heapMegabytes() + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:ErrorFile=" + options.logs().resolve(service.title() + "-crash-%p.log"),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                service.jar(options.root()).toString());
    }

    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(nativeRuntime());
        environment.put("MACAW_NAMESPACE", options.namespace());
        environment.put("MACAW_HTTP_HOST", "127.0.0.1");
        environment.put("MACAW_HTTP_PORT", port(service.title()));
        environment.put("MACAW_MANAGEMENT_PORT", port(service.title() + "-management"));
        environment.put("MACAW_KAFKA_BOOTSTRAP", "127.0.0.1:" + port("kafka"));
        environment.put("MACAW_STORE", options.store().toString());
        environment.put(
                "MACAW_STATE_DIR",
                options.state().resolve("services").resolve(service.title()).toString());
        environment.put("MACAW_THREADS", Integer.toString(options.threads()));
        environment.put("MACAW_ACCESS_KEYS_FILE", keys.file().toString());
        environment.put("MACAW_SERVICE_KEY", keys.service());
        environment.put("MACAW_DEVICE", "cpu");
        for (Service other : Service.values()) {
            environment.put("MACAW_" + other.name() + "_TARGET", "127.0.0.1:" + port(other.title()));
        }
        if (service == Service.LABELING) {
            environment.put("MACAW_DATABASE_URL", postgres.jdbcUrl());
            environment.put("MACAW_DATABASE_USER", postgres.user());
            environment.put("MACAW_DATABASE_PASSWORD", postgres.password());
        }
        return environment;
    }

    /** One explicit thread budget without spinning, reproducible kernels, and an allocator that keeps what a training step frees. */
    private Map<String, String> nativeRuntime() {
        String threads = Integer.toString(options.threads());
        return Map.ofEntries(
                Map.entry("OMP_NUM_THREADS", threads),
                Map.entry("MKL_NUM_THREADS", threads),
                Map.entry("OMP_DYNAMIC", "false"),
                Map.entry("MKL_DYNAMIC", "false"),
                Map.entry("OMP_WAIT_POLICY", "PASSIVE"),
                Map.entry("KMP_BLOCKTIME", "0"),
                Map.entry("ORT_GQA_DISABLE_FLASH_ATTENTION", "1"),
                Map.entry("MALLOC_ARENA_MAX", "2"),
                Map.entry("MALLOC_MMAP_THRESHOLD_", "1073741824"),
                Map.entry("MALLOC_TRIM_THRESHOLD_", "536870912"),
                Map.entry("MALLOC_TOP_PAD_", "67108864"),
                Map.entry("OPT_OUT_TRACKING", "true"),
                Map.entry("DJL_OFFLINE", "true"));
    }

    private String port(String name) {
        return Integer.toString(ports.getOrDefault(name, 0));
    }
}
