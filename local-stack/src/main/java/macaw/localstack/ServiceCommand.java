package macaw.localstack;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How one instance of a service is run as a process: its command line, and all that it needs of an environment. The rest of it is inherited. */
final class ServiceCommand {
    private final StackOptions options;
    private final Instance instance;
    private final Map<String, Integer> ports;
    private final LocalKeys keys;
    private final LocalPostgres postgres;

    ServiceCommand(
            StackOptions options,
            Instance instance,
            Map<String, Integer> ports,
            LocalKeys keys,
            LocalPostgres postgres) {
        this.options = options;
        this.instance = instance;
        this.ports = ports;
        this.keys = keys;
        this.postgres = postgres;
    }

    Path log() {
        return options.logs().resolve(instance.title() + ".log");
    }

    /** Of this instance alone; emptied before it starts. */
    Path scratch() {
        return state().resolve("tmp");
    }

    private Path state() {
        return options.state().resolve("services").resolve(instance.title());
    }

    List<String> line() {
        Service service = instance.service();
        return List.of(
                JavaCommand.executable(),
                "-Xms32m",
                "-Xmx" + service.heapMegabytes() + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:ErrorFile=" + options.logs().resolve(instance.title() + "-crash-%p.log"),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + scratch(),
                "-jar",
                service.jar(options.root()).toString());
    }

    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(NativeEnvironment.of(options.threads()));
        if (instance.service() == Service.TRAINER) {
            // who trains in two lanes would wait at one arena's lock
            environment.put("MALLOC_ARENA_MAX", "8");
        }
        environment.put("MACAW_NAMESPACE", options.namespace());
        environment.put("MACAW_HTTP_HOST", "127.0.0.1");
        environment.put("MACAW_HTTP_PORT", port(instance.title()));
        environment.put("MACAW_MANAGEMENT_PORT", port(instance.managementTitle()));
        environment.put("MACAW_KAFKA_BOOTSTRAP", "127.0.0.1:" + port("kafka"));
        environment.put("MACAW_STORE", options.store().toString());
        environment.put("MACAW_STATE_DIR", state().toString());
        environment.put("TMPDIR", scratch().toString());
        environment.put("MACAW_THREADS", Integer.toString(options.threads()));
        environment.put("MACAW_ACCESS_KEYS_FILE", keys.file().toString());
        environment.put("MACAW_SERVICE_KEY", keys.service());
        environment.put("MACAW_DEVICE", "cpu");
        for (Service other : Service.values()) {
            environment.put("MACAW_" + other.name() + "_TARGET", "127.0.0.1:" + port(other.title()));
        }
        if (instance.service() == Service.LABELING) {
            environment.put("MACAW_DATABASE_URL", postgres.jdbcUrl());
            environment.put("MACAW_DATABASE_USER", postgres.user());
            environment.put("MACAW_DATABASE_PASSWORD", postgres.password());
        }
        environment.putAll(options.environment());
        return environment;
    }

    private String port(String name) {
        return Integer.toString(ports.getOrDefault(name, 0));
    }
}
