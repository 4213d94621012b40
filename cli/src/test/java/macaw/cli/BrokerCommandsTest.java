package macaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import macaw.localstack.LocalBroker;
import macaw.localstack.ProcessIdentity;
import macaw.localstack.StackState;
import macaw.topics.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@Tag("integration")
@ResourceLock(Resources.SYSTEM_OUT)
class BrokerCommandsTest {
    @TempDir
    static Path directory;

    private static LocalBroker broker;

    @BeforeAll
    static void startsABroker() {
        broker = LocalBroker.start(directory);
    }

    @AfterAll
    static void stopsIt() {
        broker.close();
    }

    private record Ended(int status, String out, String err) {}

    private static Ended create(String... arguments) {
        return macaw(Stream.concat(Stream.of("topics", "create"), Stream.of(arguments))
                .toArray(String[]::new));
    }

    private static Ended macaw(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new StringWriter();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            var commandLine = Macaw.commandLine().setErr(new PrintWriter(err, true));
            int status = commandLine.execute(arguments);
            return new Ended(status, out.toString(StandardCharsets.UTF_8), err.toString());
        } finally {
            System.setOut(before);
        }
    }

    @Test
    void itMakesWhatIsMissingOnceAndNothingElse() throws Exception {
        Ended first = create("--bootstrap", broker.bootstrap(), "--namespace", "once", "--replication", "1");
        Ended second = create("--bootstrap", broker.bootstrap(), "--namespace", "once", "--replication", "1");

        assertThat(first.status()).isZero();
        assertThat(first.out()).contains("made macaw.once.prompts", "10 made, 0 problems");
        assertThat(second.status()).isZero();
        assertThat(second.out()).contains("0 made, 0 problems").doesNotContain("made macaw");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            Set<String> there = admin.listTopics().names().get();
            assertThat(there.stream().filter(name -> name.startsWith("macaw.once.")))
                    .containsExactlyInAnyOrderElementsOf(
                            Topics.of("once").byFullName().keySet());
        }
    }

    @Test
    void aTopicThatIsSetOtherwiseIsNamedAndLeftAsItIs() throws Exception {
        create("--bootstrap", broker.bootstrap(), "--namespace", "otherwise", "--replication", "1");
        var runs = new ConfigResource(ConfigResource.Type.TOPIC, "macaw.otherwise.runs");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.incrementalAlterConfigs(Map.of(
                            runs,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("cleanup.policy", "delete"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            admin.deleteTopics(List.of("macaw.otherwise.aliases")).all().get();

            Ended again = create("--bootstrap", broker.bootstrap(), "--namespace", "otherwise", "--replication", "1");

            assertThat(again.status()).isOne();
            assertThat(again.out())
                    .contains("made macaw.otherwise.aliases", "1 made, 1 problems")
                    .contains("BAD  macaw.otherwise.runs cleanup.policy is delete, wanted compact");
            assertThat(admin.describeConfigs(List.of(runs))
                            .all()
                            .get()
                            .get(runs)
                            .get("cleanup.policy")
                            .value())
                    .isEqualTo("delete");
        }
    }

    @Test
    void moreReplicasThanBrokersAreRefusedWithTheWayOut() {
        Ended refused = create("--bootstrap", broker.bootstrap(), "--namespace", "many");

        assertThat(refused.status()).isOne();
        assertThat(refused.err()).contains("SETTINGS_INVALID", "--replication");
    }

    @Test
    void aBrokerThatStaysAwayIsWaitedForVisiblyAndNotForEver() {
        Ended away = create("--bootstrap", "127.0.0.1:9", "--wait", "1");

        assertThat(away.status()).isOne();
        assertThat(away.out()).contains("waiting for Kafka at 127.0.0.1:9");
        assertThat(away.err()).contains("BROKER_UNAVAILABLE", "does not answer after 1 s");
    }

    @Test
    void aNamespaceThatIsNoNameIsRefused() {
        assertThat(create("--bootstrap", broker.bootstrap(), "--namespace", "a/b")
                        .err())
                .contains("NAME_INVALID", "a/b");
    }

    @Test
    void theDoctorNamesWhatTheBrokerHasOtherwiseAndWhatToDo() throws Exception {
        create("--bootstrap", broker.bootstrap(), "--namespace", "looked-at", "--replication", "1");
        Ended well = macaw("doctor", "--kafka", broker.bootstrap(), "--namespace", "looked-at");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.deleteTopics(List.of("macaw.looked-at.prompts")).all().get();
        }
        Ended ill = macaw("doctor", "--kafka", broker.bootstrap(), "--namespace", "looked-at");
        Ended program = macaw("doctor", "--kafka", broker.bootstrap(), "--namespace", "looked-at", "--json");

        assertThat(well.status()).as(well.out()).isZero();
        assertThat(well.out())
                .contains("answers, brokers: 1", "10 of namespace looked-at are there")
                .contains("note topics       replication is 1, wanted 3, of 10 topics");
        assertThat(ill.status()).isOne();
        assertThat(ill.out())
                .contains(
                        "BAD  topics       macaw.looked-at.prompts is missing",
                        "-> `macaw topics create --bootstrap " + broker.bootstrap() + " --namespace looked-at`");
        assertThat(program.out()).contains("{\"state\":\"BAD\",\"part\":\"topics\"");
    }

    @Test
    void theDoctorCountsWhatAGroupThatNeverReadHasBeforeIt() throws Exception {
        create("--bootstrap", broker.bootstrap(), "--namespace", "waiting", "--replication", "1");
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", broker.bootstrap()),
                new StringSerializer(),
                new StringSerializer())) {
            for (String key : List.of("a", "b", "c")) {
                producer.send(new ProducerRecord<>("macaw.waiting.prompts", key, key))
                        .get();
            }
        }
        Ended unread = macaw("doctor", "--kafka", broker.bootstrap(), "--namespace", "waiting");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.alterConsumerGroupOffsets(
                            "macaw.waiting.generators",
                            Map.of(new TopicPartition("macaw.waiting.prompts", 0), new OffsetAndMetadata(0)))
                    .all()
                    .get();
        }
        Ended begun = macaw("doctor", "--kafka", broker.bootstrap(), "--namespace", "waiting");

        assertThat(unread.out())
                .contains("note lag          macaw.waiting.generators is 3 records behind and has never read")
                .contains("ok   lag          macaw.waiting.rewards is 0 records behind");
        assertThat(begun.out())
                .as("partitions of which the group has not read anything yet count from their beginning")
                .contains("ok   lag          macaw.waiting.generators is 3 records behind");
    }

    @Test
    void theDoctorLooksAtTheTopicsOfTheLocalStacksOwnNamespace() throws Exception {
        create("--bootstrap", broker.bootstrap(), "--namespace", "of-a-team", "--replication", "1");
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();
        int port = Integer.parseInt(broker.bootstrap().replaceFirst(".*:", ""));
        Path state = Files.createDirectories(directory.resolve("stack"));
        new ObjectMapper()
                .writeValue(
                        state.resolve("stack.json").toFile(),
                        new StackState(self, true, Map.of("kafka", self), Map.of("kafka", port), "", "", "of-a-team"));

        assertThat(macaw("doctor", "--state", state.toString()).out())
                .contains("10 of namespace of-a-team are there")
                .doesNotContain("is missing");
        assertThat(macaw("doctor", "--state", state.toString(), "--namespace", "nobodys")
                        .out())
                .contains("BAD  topics       macaw.nobodys.prompts is missing");
    }

    @Test
    void theDoctorSaysThatNobodyAnswers() {
        Ended away = macaw("doctor", "--kafka", "127.0.0.1:9", "--trainer", "127.0.0.1:9");

        assertThat(away.status()).isOne();
        assertThat(away.out())
                .contains("BAD  kafka        127.0.0.1:9 does not answer")
                .contains("BAD  trainer      http://127.0.0.1:109 does not answer");
    }
}
