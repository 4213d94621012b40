package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.v1.Run;
import macaw.v1.RunState;
import macaw.v1.ScoredRollout;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A record that its reader dies of, and dies of again: the service's own process gets SIGKILL while the record is in its hands, twice. After
 * that the record is answered with CRASHED_CONSUMER, and the PPO run which asked for it goes on without it.
 */
@Tag("cycle")
@ExtendWith(OneStack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadlyRecordTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final double HARDLY = 1;
    private static final int ROLLOUTS = TinyPpo.ITERATIONS * TinyPpo.ROLLOUTS_PER_ITERATION;

    private TinyPpo ppo;

    @BeforeAll
    void models(LocalStack stack, @TempDir Path directory) throws Exception {
        ppo = new TinyPpo(stack, directory);
    }

    @ParameterizedTest
    @EnumSource(
            value = Service.class,
            names = {"GENERATOR", "REWARD"})
    void isAnsweredWithAFailureAndEveryOtherRolloutIsTrainedOnce(Service reader, LocalStack stack) throws Exception {
        String name = "deadly-for-" + reader.title();
        double trained = rollouts(stack, "trained");
        double failed = rollouts(stack, "failed");
        limit(reader, stack, HARDLY);
        try {
            ppo.start(name);
            dieOfOneRecordTwice(reader, stack);
        } finally {
            limit(reader, stack, null);
        }
        stack.restart(reader);

        Run run = ppo.await(name, TinyPpo::ended);
        assertThat(run.getState()).as(run.getFailure().toString()).isEqualTo(RunState.RUN_STATE_FINISHED);
        Map<String, ScoredRollout> answers = answers(stack, name);
        assertThat(answers).hasSize(ROLLOUTS);
        assertThat(answers.values().stream().filter(ScoredRollout::hasFailure))
                .singleElement()
                .satisfies(answer -> assertThat(answer.getFailure().getCode()).isEqualTo("CRASHED_CONSUMER"));
        assertThat(rollouts(stack, "trained") - trained).isEqualTo(ROLLOUTS - 1);
        assertThat(rollouts(stack, "failed") - failed).isEqualTo(1);
    }

    /** Returns when the service is dead and its journal holds a record that was in its hands at two deaths, unanswered. */
    private static void dieOfOneRecordTwice(Service reader, LocalStack stack) {
        InFlight left = killed(reader, stack, seen -> seen.records().size() > 1);
        while (left.suspectsInHand().isEmpty() || answered(reader, stack, left.suspectsInHand())) {
            stack.restart(reader);
            InFlight dead = left;
            left = killed(reader, stack, seen -> seen.goesOnAfter(dead));
        }
    }

    /** Kills the service as soon as it has in hand what it is to have, and goes on having it; what its journal says then. */
    private static InFlight killed(Service reader, LocalStack stack, Predicate<InFlight> wanted) {
        Path journal = journal(reader, stack);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        InFlight before = InFlight.in(journal);
        InFlight now = before;
        do {
            assertThat(System.nanoTime())
                    .as("%s has not in hand what it should after %s: %s", reader, PATIENCE, now)
                    .isLessThan(deadline);
            LockSupport.parkNanos(LOOK.toNanos());
            before = now;
            now = InFlight.in(journal);
        } while (!wanted.test(now) || !now.equals(before));
        stack.kill(reader);
        return InFlight.in(journal);
    }

    /**
     * How fast the broker lets the service write, bytes a second; null for no limit. It takes the first answer of a process and makes it wait
     * with the next for longer than any test lasts, so what is in hand stays there until somebody kills the process.
     */
    private static void limit(Service reader, LocalStack stack, @Nullable Double rate) throws Exception {
        var client = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, reader.title()));
        var limit = new ClientQuotaAlteration.Op("producer_byte_rate", rate);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafka()))) {
            admin.alterClientQuotas(List.of(new ClientQuotaAlteration(client, List.of(limit))))
                    .all()
                    .get();
        }
    }

    /** Whether the answer to one of these records got out before the death came: that answer counts then, not what is said at the next start. */
    private static boolean answered(Service reader, LocalStack stack, Set<String> records) {
        boolean writes = reader == Service.GENERATOR;
        var wire = new Wire(stack);
        Set<String> rollouts = wire.records(writes ? "prompts" : "rollouts").stream()
                .filter(read -> records.stream()
                        .anyMatch(record ->
                                record.startsWith(read.topic() + " " + read.partition() + " " + read.offset() + " ")))
                .map(DeadlyRecordTest::key)
                .collect(Collectors.toSet());
        return wire.records(writes ? "rollouts" : "scored-rollouts").stream()
                .map(DeadlyRecordTest::key)
                .anyMatch(rollouts::contains);
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    /** The trainer's own count. */
    private static double rollouts(LocalStack stack, String outcome) {
        return new Wire(stack).counted(Service.TRAINER, "macaw_rollouts_total", "outcome=\"" + outcome + "\"");
    }

    private static Path journal(Service reader, LocalStack stack) {
        String topic = reader == Service.GENERATOR ? "prompts" : "rollouts";
        return stack.logs()
                .resolveSibling("services")
                .resolve(reader.title())
                .resolve("in-flight-macaw.default." + topic + ".journal");
    }

    /** Of a run's scored rollouts the ones that count: the lowest offset of each id. */
    private static Map<String, ScoredRollout> answers(LocalStack stack, String run)
            throws InvalidProtocolBufferException {
        Map<String, ScoredRollout> answers = new TreeMap<>();
        for (var record : new Wire(stack).records("scored-rollouts")) {
            ScoredRollout scored = ScoredRollout.parseFrom(record.value());
            if (scored.getRollout().getPrompt().getRunId().equals(run)) {
                answers.putIfAbsent(scored.getRollout().getPrompt().getRolloutId(), scored);
            }
        }
        return answers;
    }
}
