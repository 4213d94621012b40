package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import macaw.demo.cycle.DemoCycle;
import macaw.demo.cycle.DemoListener;
import macaw.demo.cycle.DemoSettings;
import macaw.demo.cycle.RoundStage;
import macaw.demo.cycle.ServiceAddresses;
import macaw.demo.cycle.Stage;
import macaw.demo.prompts.PromptSets;
import macaw.demo.report.DemoReport;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.localstack.StackOptions;
import macaw.localstack.testing.TestBroker;
import macaw.localstack.testing.TestDatabase;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cycle, as small as it gets, on a broker and a database in containers of their public images. */
@Tag("containers")
class ContainersCycleTest {
    private static final Path ROOT = Path.of(System.getProperty("macaw.root"));
    private static final int CONTEXT = 640;

    @Test
    void itRunsOnABrokerAndADatabaseInContainers(@TempDir Path directory) throws Exception {
        try (TestBroker broker = TestBroker.start(directory.resolve("kafka"));
                TestDatabase database = TestDatabase.start(directory.resolve("postgres"))) {
            broker.createTopics("default");
            // the stack's own broker and database run idle beside them
            StackOptions options = StackOptions.whole(ROOT.resolve("cli/target/containers-stack"), ROOT)
                    .onFreePorts()
                    .withEnvironment(Map.of(
                            "MACAW_KAFKA_BOOTSTRAP", broker.bootstrap(),
                            "MACAW_DATABASE_URL", database.jdbcUrl(),
                            "MACAW_DATABASE_USER", database.user(),
                            "MACAW_DATABASE_PASSWORD", database.password()));
            try (LocalStack stack = LocalStack.start(options, event -> {})) {
                DemoReport found = cycle(stack, directory);
                assertThat(found.policies()).isNotEmpty();
            }
            assertThat(records(broker, List.of("prompts", "rollouts", "scored-rollouts", "demonstrations")))
                    .as("records of each topic on the container's broker")
                    .allSatisfy((topic, count) -> assertThat(count).as(topic).isPositive());
            assertThat(submissions(database))
                    .as("what was judged is in the container's database")
                    .isGreaterThanOrEqualTo(24);
        }
    }

    private static DemoReport cycle(LocalStack stack, Path directory) throws Exception {
        var settings = new DemoSettings(
                7,
                TinyCheckpoints.policy(directory.resolve("base"), 3, CONTEXT),
                new PromptSets.Sizes(12, 12, 8, 2, 4),
                4,
                0,
                false,
                new DemoSettings.Rounds(1, 12, 2),
                Map.of("iterations", 2, "valueWarmupIterations", 1, "promptsPerIteration", 8, "minibatches", 2));
        var addresses = new ServiceAddresses(
                stack.address(Service.LABELING).grpc(),
                stack.address(Service.GENERATOR).grpc(),
                stack.address(Service.REWARD).grpc(),
                stack.address(Service.TRAINER).grpc(),
                stack.keys().operator());
        return new DemoCycle(addresses, settings, new Silent(), InstantSource.system()).run();
    }

    private static Map<String, Long> records(TestBroker broker, List<String> topics) throws Exception {
        Map<String, Long> counts = new HashMap<>();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            List<String> names =
                    topics.stream().map(topic -> "macaw.default." + topic).toList();
            Map<TopicPartition, OffsetSpec> ends = admin.describeTopics(names).allTopicNames().get().values().stream()
                    .flatMap(topic -> IntStream.range(0, topic.partitions().size())
                            .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                    .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
            admin.listOffsets(ends)
                    .all()
                    .get()
                    .forEach((partition, end) -> counts.merge(partition.topic(), end.offset(), Long::sum));
        }
        return counts;
    }

    private static long submissions(TestDatabase database) throws Exception {
        try (var connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                ResultSet rows = connection.createStatement().executeQuery("select count(*) from submission")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static final class Silent implements DemoListener {
        @Override
        public void stage(Stage stage) {}

        @Override
        public void stage(int round, RoundStage stage) {}

        @Override
        public void progress(long done, long total, String what) {}

        @Override
        public void yourTurn(String project, String key, int tasks) {}
    }
}
