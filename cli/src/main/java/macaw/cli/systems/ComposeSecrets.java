package macaw.cli.systems;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import macaw.localstack.LocalKeys;
import macaw.localstack.StackException;

/**
 * The secrets of the Compose system of one checkout, none of which stands in docker-compose.yml: {@code .env}, which Compose reads by
 * itself, and {@code .macaw-compose/} with a key a role and what the containers mount.
 *
 * @param environment the file {@code .env}
 * @param directory the folder {@code .macaw-compose}, which only its owner enters
 */
public record ComposeSecrets(Path environment, Path directory) {
    public static final String DATABASE_PASSWORD = "MACAW_DATABASE_PASSWORD";
    public static final String SERVICE_KEY = "MACAW_SERVICE_KEY";
    static final String GRAFANA_PASSWORD = "MACAW_GRAFANA_PASSWORD";
    static final String PROFILES = "COMPOSE_PROFILES";

    public static ComposeSecrets in(Path root) {
        return new ComposeSecrets(root.resolve(".env"), root.resolve(".macaw-compose"));
    }

    /** The key of the person who runs it. */
    public String operatorKey() {
        return read(directory.resolve("operator"));
    }

    /** The JSON with the keys' hashes, which services read. */
    public Path keysFile() {
        return directory.resolve("keys.json");
    }

    /** The secret of browser sessions, which replicas share. */
    public Path sessionSecretFile() {
        return directory.resolve("session-secret");
    }

    /**
     * Makes what is missing; what is there stays, as a database keeps the password that it was made with.
     *
     * @return whether anything was missing
     */
    public boolean make() {
        boolean whole = Files.exists(environment) && Files.exists(keysFile()) && Files.exists(sessionSecretFile());
        LocalKeys keys = LocalKeys.in(directory);
        try {
            if (Files.notExists(sessionSecretFile())) {
                LocalKeys.writeSecret(sessionSecretFile(), LocalKeys.random());
            }
            // A container's user is not this one. Others of this machine do not get past the folder.
            for (Path mounted : new Path[] {keysFile(), sessionSecretFile()}) {
                Files.setPosixFilePermissions(mounted, PosixFilePermissions.fromString("rw-r--r--"));
            }
            return add(keys) || !whole;
        } catch (IOException e) {
            throw new StackException("the secrets cannot be written: " + e, e);
        }
    }

    /** Adds the variables that .env does not have; whatever else stands in it stays. */
    private boolean add(LocalKeys keys) throws IOException {
        Map<String, Supplier<String>> wanted = new LinkedHashMap<>();
        wanted.put(DATABASE_PASSWORD, LocalKeys::random);
        wanted.put(SERVICE_KEY, keys::service);
        wanted.put(GRAFANA_PASSWORD, LocalKeys::random);
        // what to start beside the system; where Grafana's image cannot be had, take its name out
        wanted.put(PROFILES, () -> "grafana");
        StringBuilder text = new StringBuilder();
        if (Files.exists(environment)) {
            text.append(Files.readString(environment).strip()).append('\n');
        } else {
            text.append("# Made by `macaw secrets` for docker-compose.yml. Keep it to yourself.\n");
        }
        Map<String, String> there = variables();
        int before = text.length();
        wanted.forEach((name, value) -> {
            if (!there.containsKey(name)) {
                text.append(name).append('=').append(value.get()).append('\n');
            }
        });
        if (text.length() > before) {
            LocalKeys.writeSecret(environment, text.toString().strip());
        }
        return text.length() > before;
    }

    /** What .env sets; empty where there is none. */
    public Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        if (Files.exists(environment)) {
            read(environment)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.startsWith("#") && line.contains("="))
                    .forEach(line -> {
                        String[] parts = line.split("=", 2);
                        variables.put(parts[0].strip(), parts[1].strip());
                    });
        }
        return variables;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StackException(file + " cannot be read; `./macaw secrets` makes it: " + e, e);
        }
    }
}
