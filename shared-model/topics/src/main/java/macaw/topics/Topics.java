package macaw.topics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** The topics of one namespace, as {@code topics.yaml} of the contracts lists them. */
public final class Topics {
    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Map<String, Topic> LISTED = TopicsFile.read();

    private final String namespace;

    private Topics(String namespace) {
        this.namespace = namespace;
    }

    /** Errors: NAME_INVALID when the namespace cannot be part of a name. */
    public static Topics of(String namespace) {
        if (!NAMESPACE.matcher(namespace).matches()) {
            throw new CodedException(
                    ErrorCode.NAME_INVALID,
                    "namespace must be 1 to 100 of a-z A-Z 0-9 . - _ and start with a letter or digit, was \""
                            + namespace + "\"");
        }
        return new Topics(namespace);
    }

    /** Whose they are. */
    public String namespace() {
        return namespace;
    }

    /** All topics, in the file's order. */
    public List<Topic> all() {
        return List.copyOf(LISTED.values());
    }

    /** The entry of a short name. */
    public Optional<Topic> find(String name) {
        return Optional.ofNullable(LISTED.get(name));
    }

    /** The full name, macaw.NAMESPACE.name; refuses a name that the list lacks. */
    public String fullName(String name) {
        return fullName(listed(name));
    }

    /** The full name, macaw.NAMESPACE.name. */
    public String fullName(Topic topic) {
        return prefix() + topic.name();
    }

    /** The consumer group of a topic's readers, macaw.NAMESPACE.group: namespaces on one broker share none. */
    public String group(String name) {
        return prefix()
                + listed(name)
                        .group()
                        .orElseThrow(() -> new IllegalArgumentException("topic '" + name + "' has no group"));
    }

    /** The transactional id of what empties labeling's outbox: all replicas have the same, so that one writes. */
    public String outboxWriter() {
        return prefix() + "outbox";
    }

    private String prefix() {
        return "macaw." + namespace + ".";
    }

    /** Full names of all topics that the service polls. */
    public Set<String> readBy(String service) {
        return LISTED.values().stream()
                .filter(topic -> topic.readers().contains(service))
                .map(this::fullName)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Full names of all topics that the service, e.g. "reward", reads or writes. */
    public List<String> usedBy(String service) {
        return LISTED.values().stream()
                .filter(topic -> Stream.concat(topic.readers().stream(), topic.writers().stream())
                        .anyMatch(service::equals))
                .map(this::fullName)
                .toList();
    }

    /** What those of a broker that the service uses have otherwise, and what it may not do with them; errors first. */
    public List<TopicDifference> differencesFor(String service, Map<String, ? extends SeenTopic> seen) {
        Set<String> used = Set.copyOf(usedBy(service));
        return differences(seen, topic -> used.contains(fullName(topic)), topic -> {
            Set<TopicRight> needed = EnumSet.noneOf(TopicRight.class);
            if (topic.readers().contains(service)) {
                needed.add(TopicRight.READ);
            }
            if (topic.writers().contains(service)) {
                needed.add(TopicRight.WRITE);
            }
            return needed;
        });
    }

    /** What the topics of a broker, by full name, have otherwise than the list; errors first. One that is not among them is missing. */
    public List<TopicDifference> differences(Map<String, ? extends SeenTopic> seen) {
        return differences(seen, topic -> true, topic -> Set.of());
    }

    private List<TopicDifference> differences(
            Map<String, ? extends SeenTopic> seen, Predicate<Topic> which, Function<Topic, Set<TopicRight>> needed) {
        List<TopicDifference> all = new ArrayList<>();
        for (Topic topic : LISTED.values()) {
            if (which.test(topic)) {
                String name = fullName(topic);
                SeenTopic found = seen.get(name);
                all.addAll(Comparison.of(
                        name, topic, found == null ? new SeenTopic.Absent() : found, needed.apply(topic)));
            }
        }
        all.sort(Comparator.comparing(TopicDifference::error).reversed());
        return List.copyOf(all);
    }

    /** All by their full names. */
    public Map<String, Topic> byFullName() {
        Map<String, Topic> named = new LinkedHashMap<>();
        LISTED.values().forEach(topic -> named.put(fullName(topic), topic));
        return named;
    }

    private static Topic listed(String name) {
        Topic topic = LISTED.get(name);
        if (topic == null) {
            throw new IllegalArgumentException("topics.yaml has no topic '" + name + "'");
        }
        return topic;
    }
}
