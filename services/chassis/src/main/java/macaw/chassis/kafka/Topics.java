package macaw.chassis.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The topics of one namespace, as {@code topics.yaml} of the contracts lists them. */
public final class Topics {
    private static final String RESOURCE = "macaw/v1/topics.yaml";

    private final String namespace;
    private final Map<String, Topic> byName;

    /**
     * One entry of the list.
     *
     * @param name short name, e.g. "prompts"
     * @param group short name of its readers' consumer group, where they share one
     * @param writers services that write it
     * @param readers services that poll it
     */
    public record Topic(String name, Optional<String> group, List<String> writers, List<String> readers) {
        /** Copies its lists. */
        public Topic {
            writers = List.copyOf(writers);
            readers = List.copyOf(readers);
        }
    }

    private Topics(String namespace, Map<String, Topic> byName) {
        this.namespace = namespace;
        this.byName = byName;
    }

    /** Reads the list that ships with the contracts. */
    public static Topics of(String namespace) {
        try (InputStream in = Topics.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            Map<String, Object> file = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            var byName = new LinkedHashMap<String, Topic>();
            for (Object entry : (List<?>) file.getOrDefault("topics", List.of())) {
                var fields = (Map<?, ?>) entry;
                String name = String.valueOf(fields.get("name"));
                Optional<String> group =
                        Optional.ofNullable(fields.get("group")).map(String::valueOf);
                byName.put(name, new Topic(name, group, words(fields.get("writers")), words(fields.get("readers"))));
            }
            return new Topics(namespace, byName);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> words(@Nullable Object list) {
        return list instanceof List<?> values
                ? values.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The full name, macaw.NAMESPACE.name; refuses a name that the list lacks. */
    public String fullName(String name) {
        return "macaw." + namespace + "." + topic(name).name();
    }

    /** The consumer group of a topic's readers, macaw.NAMESPACE.group: namespaces on one broker share none. */
    public String group(String name) {
        return "macaw." + namespace + "."
                + topic(name)
                        .group()
                        .orElseThrow(() -> new IllegalArgumentException("topic '" + name + "' has no group"));
    }

    /** Full names of all topics that the service polls. */
    public Set<String> readBy(String service) {
        return byName.values().stream()
                .filter(topic -> topic.readers().contains(service))
                .map(topic -> fullName(topic.name()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Full names of all topics that the service, e.g. "reward", reads or writes. */
    public List<String> usedBy(String service) {
        return byName.values().stream()
                .filter(topic -> Stream.concat(topic.readers().stream(), topic.writers().stream())
                        .anyMatch(service::equals))
                .map(topic -> fullName(topic.name()))
                .toList();
    }

    private Topic topic(String name) {
        Topic topic = byName.get(name);
        if (topic == null) {
            throw new IllegalArgumentException("topics.yaml has no topic '" + name + "'");
        }
        return topic;
    }
}
