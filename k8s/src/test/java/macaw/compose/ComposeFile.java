package macaw.compose;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** docker-compose.yml as it is written, and as it is read where .env says nothing. */
public final class ComposeFile {
    static final Path ROOT = Path.of(System.getProperty("macaw.root"));
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_0-9]+)(?::([-?])([^}]*))?}");

    private final Map<String, Object> root;

    /** The file of this checkout. */
    public ComposeFile() {
        try (Reader reader = Files.newBufferedReader(ROOT.resolve("docker-compose.yml"))) {
            root = new Yaml().load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All services by name. */
    Map<String, Map<String, Object>> services() {
        return map(root.get("services"));
    }

    /** How long Docker waits for a container that is to stop. */
    public Duration stopGrace(String service) {
        return Duration.parse("PT" + service(service).get("stop_grace_period"));
    }

    Map<String, Object> service(String name) {
        return services().get(name);
    }

    Map<String, Object> volumes() {
        return map(root.get("volumes"));
    }

    /** The environment as it is written. */
    Map<String, String> environment(String service) {
        Map<String, Object> written = map(service(service).get("environment"));
        Map<String, String> environment = new TreeMap<>();
        written.forEach((name, value) -> environment.put(name, String.valueOf(value)));
        return environment;
    }

    List<String> list(String service, String key) {
        Object list = service(service).get(key);
        return list == null
                ? List.of()
                : ((List<?>) list).stream().map(String::valueOf).toList();
    }

    /** With each variable's default; one that has to be given is a word that no default is. */
    static String read(String written) {
        Matcher variables = VARIABLE.matcher(written);
        return variables.replaceAll(found ->
                Matcher.quoteReplacement("-".equals(found.group(2)) ? found.group(3) : "given-as-" + found.group(1)));
    }

    @SuppressWarnings("unchecked")
    private static <V> Map<String, V> map(Object written) {
        return written == null ? Map.of() : (Map<String, V>) written;
    }
}
