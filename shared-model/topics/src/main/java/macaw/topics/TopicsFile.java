package macaw.topics;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads {@code topics.yaml} as it ships with the contracts. */
final class TopicsFile {
    private static final String RESOURCE = "macaw/v1/topics.yaml";

    private final Map<?, ?> defaults;

    private TopicsFile(Map<?, ?> defaults) {
        this.defaults = defaults;
    }

    /** By short name, in the file's order. */
    static Map<String, Topic> read() {
        try (InputStream in = Topics.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            Map<String, Object> file = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            TopicsFile reader = new TopicsFile((Map<?, ?>) file.getOrDefault("defaults", Map.of()));
            Map<String, Topic> byName = new LinkedHashMap<>();
            for (Object entry : (List<?>) file.getOrDefault("topics", List.of())) {
                Topic topic = reader.topic((Map<?, ?>) entry);
                byName.put(topic.name(), topic);
            }
            return Collections.unmodifiableMap(byName);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Topic topic(Map<?, ?> fields) {
        return new Topic(
                text(fields, "name"),
                text(fields, "key"),
                text(fields, "message"),
                number(fields, "partitions"),
                number(fields, "replication"),
                number(fields, "minInsyncReplicas"),
                text(fields, "cleanup"),
                Optional.ofNullable(fields.get("retention"))
                        .map(String::valueOf)
                        .map(Duration::parse),
                number(fields, "maxMessageBytes"),
                words(fields.get("writers")),
                words(fields.get("readers")),
                Optional.ofNullable(fields.get("group")).map(String::valueOf));
    }

    private static String text(Map<?, ?> fields, String name) {
        Object value = fields.get(name);
        if (value == null) {
            throw new IllegalStateException(RESOURCE + ": a topic has no " + name + ": " + fields);
        }
        return String.valueOf(value);
    }

    private int number(Map<?, ?> fields, String name) {
        Object value = fields.containsKey(name) ? fields.get(name) : defaults.get(name);
        if (!(value instanceof Integer number)) {
            throw new IllegalStateException(RESOURCE + ": " + name + " is no number: " + fields);
        }
        return number;
    }

    private static List<String> words(@Nullable Object list) {
        return list instanceof List<?> values
                ? values.stream().map(String::valueOf).toList()
                : List.of();
    }
}
