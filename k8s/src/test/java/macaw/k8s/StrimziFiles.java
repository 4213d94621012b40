package macaw.k8s;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import macaw.topics.Topic;
import macaw.topics.Topics;

/** Strimzi's topics and users as the list of topics wants them: a topic an entry, a user a service, with no more rights than it needs. */
final class StrimziFiles {
    private static final String HEAD =
            "# Made from proto/topics.yaml by macaw.k8s.StrimziFilesTest; change it there.\n";
    private static final String CLUSTER = "macaw";

    private final Topics topics;

    StrimziFiles(Topics topics) {
        this.topics = topics;
    }

    /** What a user may do: operations by resource, e.g. "topic macaw.default.prompts" to [Read, Describe]. */
    static final class Rights {
        private final Map<String, Set<String>> operations = new TreeMap<>();

        void allow(String type, String name, String... what) {
            operations
                    .computeIfAbsent(type + " " + name, resource -> new LinkedHashSet<>())
                    .addAll(List.of(what));
        }

        Map<String, Set<String>> operations() {
            return operations;
        }
    }

    /** topics.yaml of the component. */
    String topics() {
        var text = new StringBuilder(HEAD);
        String separator = "";
        for (Topic topic : topics.all()) {
            text.append(separator)
                    .append(head("KafkaTopic", topics.fullName(topic)))
                    .append("  topicName: ")
                    .append(topics.fullName(topic))
                    .append('\n')
                    .append("  partitions: ")
                    .append(topic.partitions())
                    .append('\n')
                    .append("  replicas: ")
                    .append(topic.replication())
                    .append('\n')
                    .append("  config:\n");
            topic.settings(topic.replication())
                    .forEach((key, value) -> text.append("    ")
                            .append(key)
                            .append(": ")
                            .append(value)
                            .append('\n'));
            separator = "---\n";
        }
        return text.toString();
    }

    /** users.yaml of the component. */
    String users() {
        var text = new StringBuilder(HEAD);
        String separator = "";
        for (Map.Entry<String, Rights> user : rights().entrySet()) {
            text.append(separator)
                    .append(head("KafkaUser", user.getKey()))
                    .append("  authentication:\n    type: tls\n  authorization:\n    type: simple\n    acls:\n");
            user.getValue().operations().forEach((resource, operations) -> {
                String[] words = resource.split(" ");
                text.append("      - resource:\n          type: ")
                        .append(words[0])
                        .append('\n');
                if (!words[0].equals("cluster")) {
                    text.append("          name: ").append(words[1]).append("\n          patternType: literal\n");
                }
                text.append("        operations:\n");
                operations.forEach(operation ->
                        text.append("          - ").append(operation).append('\n'));
            });
            separator = "---\n";
        }
        return text.toString();
    }

    private static String head(String kind, String name) {
        return "apiVersion: kafka.strimzi.io/v1\nkind: " + kind + "\nmetadata:\n  name: " + name
                + "\n  labels:\n    strimzi.io/cluster: " + CLUSTER + "\nspec:\n";
    }

    /** The rights of each user: the services, KEDA, and who looks with the macaw command. */
    Map<String, Rights> rights() {
        Map<String, Rights> users = new LinkedHashMap<>();
        for (String service : SettingsCatalogue.SERVICES) {
            users.put("macaw-" + service, of(service));
        }
        users.put("macaw-keda", keda());
        users.put("macaw-tools", tools());
        return users;
    }

    private Rights of(String service) {
        var rights = new Rights();
        for (Topic topic : topics.all()) {
            String name = topics.fullName(topic);
            if (topic.readers().contains(service)) {
                rights.allow("topic", name, "Describe", "DescribeConfigs", "Read");
                topic.group().ifPresent(group -> rights.allow("group", topics.group(topic.name()), "Describe", "Read"));
            }
            if (topic.writers().contains(service)) {
                rights.allow("topic", name, "Describe", "DescribeConfigs", "Write");
            }
        }
        switch (service) {
            // one dispatcher at a time writes what was recorded
            case "labeling" -> rights.allow("transactionalId", topics.outboxWriter(), "Describe", "Write");
            case "trainer" -> watch(rights);
            default -> {}
        }
        return rights;
    }

    /** Where the groups are that work for a run, and where their topics end. */
    private void watch(Rights rights) {
        for (Topic topic : topics.all()) {
            if (topic.group().isPresent()) {
                rights.allow("topic", topics.fullName(topic), "Describe");
                rights.allow("group", topics.group(topic.name()), "Describe");
            }
        }
    }

    private Rights keda() {
        var rights = new Rights();
        watch(rights);
        return rights;
    }

    private Rights tools() {
        var rights = new Rights();
        topics.all()
                .forEach(topic -> rights.allow("topic", topics.fullName(topic), "Describe", "DescribeConfigs", "Read"));
        watch(rights);
        rights.allow("cluster", "*", "Describe", "DescribeConfigs");
        return rights;
    }
}
