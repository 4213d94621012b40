package macaw.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopicDifferenceTest {
    private static final String PROMPTS = "macaw.default.prompts";
    private static final String RUNS = "macaw.default.runs";

    private final Topics topics = Topics.of("default");
    private final Map<String, SeenTopic> broker = new HashMap<>();

    TopicDifferenceTest() {
        topics.byFullName().forEach((name, topic) -> broker.put(name, asListed(topic, topic.replication())));
    }

    private static SeenTopic.Present asListed(Topic topic, int replicas) {
        return new SeenTopic.Present(
                topic.partitions(), replicas, Optional.of(topic.settings(replicas)), EnumSet.allOf(TopicRight.class));
    }

    private SeenTopic.Present there(String name) {
        return (SeenTopic.Present) broker.get(name);
    }

    private void set(String name, String setting, String value) {
        var settings = new HashMap<>(there(name).settings().orElseThrow());
        settings.put(setting, value);
        broker.put(
                name,
                new SeenTopic.Present(
                        there(name).partitions(),
                        there(name).replication(),
                        Optional.of(settings),
                        there(name).rights()));
    }

    private void partitions(String name, int partitions) {
        broker.put(
                name,
                new SeenTopic.Present(
                        partitions, 3, there(name).settings(), there(name).rights()));
    }

    private List<String> said() {
        return topics.differences(broker).stream()
                .map(each -> (each.error() ? "error: " : "note: ") + each.describe())
                .toList();
    }

    @Test
    void theListItselfDiffersInNothing() {
        assertThat(said()).isEmpty();
    }

    @Test
    void aSingleBrokerHasFewerReplicasAndWorks() {
        topics.byFullName().forEach((name, topic) -> broker.put(name, asListed(topic, 1)));

        assertThat(said())
                .hasSize(broker.size())
                .allMatch(line -> line.startsWith("note: ") && line.endsWith("replication is 1, wanted 3"));
    }

    @Test
    void moreReplicasInSyncThanThereAreLetNothingBeWritten() {
        broker.put(PROMPTS, asListed(topics.find("prompts").orElseThrow(), 1));
        set(PROMPTS, "min.insync.replicas", "2");

        assertThat(said())
                .containsExactly(
                        "error: " + PROMPTS + " min.insync.replicas is 2, wanted 1",
                        "note: " + PROMPTS + " replication is 1, wanted 3");
    }

    @Test
    void whatLosesRecordsIsAnErrorAndMoreThanIsWantedANote() {
        set(RUNS, "cleanup.policy", "delete");
        set(PROMPTS, "retention.ms", "3600000");
        set("macaw.default.rollouts", "retention.ms", "-1");
        set("macaw.default.comparisons", "max.message.bytes", "1048588");
        set("macaw.default.aliases", "max.message.bytes", "9999999");
        partitions("macaw.default.scored-rollouts", 4);
        partitions("macaw.default.demonstrations", 12);

        assertThat(said())
                .containsExactlyInAnyOrder(
                        "error: " + RUNS + " cleanup.policy is delete, wanted compact",
                        "error: " + PROMPTS + " retention.ms is 3600000, wanted 604800000",
                        "note: macaw.default.rollouts retention.ms is -1, wanted 604800000",
                        "error: macaw.default.comparisons max.message.bytes is 1048588, wanted 2097152",
                        "note: macaw.default.aliases max.message.bytes is 9999999, wanted 1048576",
                        "error: macaw.default.scored-rollouts partitions is 4, wanted 8",
                        "note: macaw.default.demonstrations partitions is 12, wanted 4");
    }

    @Test
    void aTopicThatIsMissingIsToldFromOneThatMayNotBeSeen() {
        broker.remove(PROMPTS);
        broker.put(RUNS, new SeenTopic.Hidden());

        assertThat(said())
                .containsExactlyInAnyOrder(
                        "error: " + PROMPTS + " is missing",
                        "error: " + RUNS + " may not be described by this client: the broker's ACLs lack DESCRIBE");
    }

    @Test
    void aServiceNeedsItsRightsOnItsOwnTopicsAndNoOthers() {
        broker.replaceAll((name, topic) -> new SeenTopic.Present(
                there(name).partitions(), 3, there(name).settings(), Set.of(TopicRight.DESCRIBE, TopicRight.READ)));
        broker.remove("macaw.default.prompts");
        broker.put(
                "macaw.default.runs",
                new SeenTopic.Present(1, 3, Optional.empty(), Set.of(TopicRight.DESCRIBE, TopicRight.READ)));

        assertThat(topics.differencesFor("reward", broker))
                .extracting(TopicDifference::describe, TopicDifference::error)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(
                                "macaw.default.scored-rollouts may not be written by this client: the broker's ACLs lack WRITE",
                                true),
                        org.assertj.core.groups.Tuple.tuple(
                                "macaw.default.dead-letter may not be written by this client: the broker's ACLs lack WRITE",
                                true),
                        org.assertj.core.groups.Tuple.tuple(
                                "macaw.default.runs may not be asked for its settings by this client: the broker's ACLs lack DESCRIBE_CONFIGS",
                                false));
    }

    @Test
    void fewerReplicasThanListedKeepWhatMayBeAwaySpare() {
        Topic runs = topics.find("runs").orElseThrow();

        assertThat(runs.settings(3)).containsEntry("min.insync.replicas", "2");
        assertThat(runs.settings(2)).containsEntry("min.insync.replicas", "1");
        assertThat(runs.settings(1)).containsEntry("min.insync.replicas", "1");
        assertThat(runs.settings(5)).containsEntry("min.insync.replicas", "2");
    }
}
