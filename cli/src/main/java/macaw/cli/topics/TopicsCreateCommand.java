package macaw.cli.topics;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.localstack.StackException;
import macaw.topics.TopicDifference;
import macaw.topics.Topics;
import macaw.topics.kafka.BrokerTopics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes the topics that a broker lacks. */
@Command(
        name = "create",
        description = {
            "Makes the topics of topics.yaml that the broker lacks, and says what the others have otherwise than the list.",
            "It changes nothing that is there. Ends with 1 when something is wrong that Macaw cannot work with."
        },
        mixinStandardHelpOptions = true)
final class TopicsCreateCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ANSWER_SECONDS = 2;

    @Mixin
    private BrokerOption broker = new BrokerOption();

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            defaultValue = "${env:MACAW_NAMESPACE:-default}",
            description = "whose topics (default: MACAW_NAMESPACE, or default)")
    private String namespace = "default";

    @Option(
            names = "--replication",
            paramLabel = "R",
            description = "replicas of each partition instead of the list's, which are for production")
    private @Nullable Integer replication;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "how long to wait for a broker that is not up yet (default: ${DEFAULT-VALUE})")
    private int wait = 60;

    @Override
    public Integer call() throws InterruptedException {
        if (replication != null && (replication < 1 || replication > Short.MAX_VALUE)) {
            throw new StackException("--replication is at least 1, was " + replication);
        }
        Topics topics = Topics.of(namespace);
        try (Admin admin = connected()) {
            BrokerTopics there = new BrokerTopics(admin, PATIENCE);
            List<String> made = there.createMissing(topics, Optional.ofNullable(replication));
            made.forEach(name -> System.out.println("made " + name));
            List<TopicDifference> differences =
                    topics.differences(there.look(topics.byFullName().keySet()));
            differences.forEach(each -> System.out.println((each.error() ? "BAD  " : "note ") + each.describe()));
            System.out.println(topics.all().size() + " topics of namespace " + namespace + " at " + broker.address()
                    + ": " + made.size() + " made, "
                    + differences.stream().filter(TopicDifference::error).count() + " problems");
            return differences.stream().anyMatch(TopicDifference::error) ? 1 : 0;
        }
    }

    private static String root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /** A client whose broker has answered. */
    private Admin connected() throws InterruptedException {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(wait);
        String said = "";
        while (true) {
            Admin admin = null;
            String reason;
            try {
                admin = Admin.create(broker.client(ANSWER_SECONDS * 1000));
                admin.describeCluster().nodes().get(ANSWER_SECONDS, TimeUnit.SECONDS);
                return admin;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof AuthenticationException) {
                    admin.close(Duration.ZERO);
                    throw new CodedException(
                            ErrorCode.UNAUTHENTICATED,
                            "Kafka at " + broker.address() + " does not let us in: "
                                    + e.getCause().getMessage(),
                            e);
                }
                reason = root(e);
            } catch (TimeoutException e) {
                reason = "no answer within " + ANSWER_SECONDS + " s";
            } catch (KafkaException e) {
                reason = root(e);
            }
            if (admin != null) {
                admin.close(Duration.ZERO);
            }
            if (!reason.equals(said)) {
                System.out.println("waiting for Kafka at " + broker.address() + ": " + reason);
                said = reason;
            }
            if (System.nanoTime() > giveUp) {
                throw new CodedException(
                        ErrorCode.BROKER_UNAVAILABLE,
                        "Kafka at " + broker.address() + " does not answer after " + wait + " s: " + reason);
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }
}
