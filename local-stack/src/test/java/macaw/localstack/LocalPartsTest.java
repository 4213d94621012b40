package macaw.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.Map;
import java.util.stream.Collectors;
import macaw.topics.Topic;
import macaw.topics.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("integration")
class LocalPartsTest {
    @TempDir
    Path directory;

    @Test
    void theBrokersTopicsAreThoseOfTheListAndSurviveARestart() throws Exception {
        try (LocalBroker broker = LocalBroker.start(directory)) {
            broker.createTopics("default");
            broker.createTopics("default");
            broker.kill();
            broker.restart();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
                Topics topics = Topics.of("default");
                Map<String, Integer> partitions =
                        topics.all().stream().collect(Collectors.toMap(topics::fullName, Topic::partitions));
                Map<String, TopicDescription> there = admin.describeTopics(partitions.keySet())
                        .allTopicNames()
                        .get();
                assertThat(there)
                        .allSatisfy(
                                (name, topic) -> assertThat(topic.partitions()).hasSize(partitions.get(name)));
                assertThat(admin.listTopics().names().get()).isEqualTo(partitions.keySet());
                var runs = new ConfigResource(ConfigResource.Type.TOPIC, "macaw.default.runs");
                var settings = admin.describeConfigs(java.util.List.of(runs))
                        .all()
                        .get()
                        .get(runs);
                assertThat(settings.get(TopicConfig.CLEANUP_POLICY_CONFIG).value())
                        .isEqualTo("compact");
            }
        }
    }

    @Test
    void theDatabaseFindsItsDataAgainAfterAKillAndAfterAStop() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.start(directory)) {
            execute(postgres, "create table parrots(name text)");
            execute(postgres, "insert into parrots values ('Ara')");
            postgres.kill();
            postgres.restart();
            assertThat(count(postgres)).isOne();
        }
        try (LocalPostgres again = LocalPostgres.start(directory)) {
            assertThat(count(again)).isOne();
        }
    }

    @Test
    void closingLeavesNoProcessBehind() {
        LocalBroker broker = LocalBroker.start(directory.resolve("kafka"));
        LocalPostgres postgres = LocalPostgres.start(directory.resolve("postgres"));
        ProcessIdentity kafka = broker.process().identity();
        ProcessIdentity database = postgres.process().identity();
        assertThat(kafka.alive()).isTrue();
        assertThat(database.alive()).isTrue();
        broker.close();
        postgres.close();
        assertThat(kafka.alive()).isFalse();
        assertThat(database.alive()).isFalse();
    }

    @Test
    void theDatabasesPasswordIsReadableByItsOwnerOnly() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.start(directory)) {
            assertThat(Files.getPosixFilePermissions(directory.resolve("password")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(postgres.password()).hasSizeGreaterThan(40);
        }
    }

    private static void execute(LocalPostgres postgres, String sql) throws Exception {
        try (Connection connection = connect(postgres)) {
            connection.createStatement().execute(sql);
        }
    }

    private static int count(LocalPostgres postgres) throws Exception {
        try (Connection connection = connect(postgres);
                ResultSet rows = connection.createStatement().executeQuery("select count(*) from parrots")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static Connection connect(LocalPostgres postgres) throws Exception {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }
}
