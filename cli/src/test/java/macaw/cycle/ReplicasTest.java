package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import macaw.localstack.Instance;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.v1.Run;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many generators and reward services share the work of a PPO run, and which of them come and go meanwhile, is nothing that its weights know
 * of: they are equal, byte for byte, to those of a run with one of each, and every rollout was trained once. The tests are right in any order;
 * in this one fewer processes have to start.
 */
@Tag("cycle")
@ExtendWith(OneStack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicasTest {
    private static final List<Service> SHARING = List.of(Service.GENERATOR, Service.REWARD);
    private static final Map<Service, String> GROUPS =
            Map.of(Service.GENERATOR, "macaw.default.generators", Service.REWARD, "macaw.default.rewards");
    private static final int PARTITIONS = 8;
    private static final int ROLLOUTS = TinyPpo.ITERATIONS * TinyPpo.ROLLOUTS_PER_ITERATION;

    private TinyPpo ppo;
    private String single;

    @BeforeAll
    void aRunWithOneOfEach(LocalStack stack, @TempDir Path directory) throws Exception {
        ppo = new TinyPpo(stack, directory);
        ppo.start("single");
        single = TinyPpo.weights(stack, ppo.await("single", TinyPpo::ended));
    }

    @AfterAll
    void oneOfEachIsLeft(LocalStack stack) {
        shrink(stack);
    }

    @Test
    @Order(2)
    void twoOfEachEndInTheSameWeights(LocalStack stack) throws Exception {
        grow(stack);
        double trained = trained(stack);
        Map<Instance, Double> before = done(stack);

        ppo.start("shared");
        Run run = ppo.await("shared", TinyPpo::ended);

        assertThat(TinyPpo.weights(stack, run)).isEqualTo(single);
        assertThat(trained(stack) - trained).isEqualTo(ROLLOUTS);
        assertThat(done(stack))
                .hasSize(4)
                .allSatisfy((instance, count) ->
                        assertThat(count).as(instance.title()).isGreaterThan(before.get(instance)));
    }

    @Test
    @Order(1)
    void theyComeAndGoDuringARunAndItEndsInTheSameWeights(LocalStack stack) throws Exception {
        shrink(stack);
        double trained = trained(stack);
        ppo.start("changing");
        Run first = ppo.await("changing", run -> run.getProgress().getStep() >= 2);
        inTheMiddle(first);

        // the run waits for what the only generator had in hand, so whatever starts now does so in its middle
        stack.kill(Service.GENERATOR);
        Instance reward = stack.startAnother(Service.REWARD);
        awaitShared(stack, Service.REWARD, 2);
        Instance generator = stack.startAnother(Service.GENERATOR);
        long step = first.getProgress().getStep() + 2;
        inTheMiddle(ppo.await("changing", run -> run.getProgress().getStep() >= step));
        stack.kill(Service.REWARD);
        Run run = ppo.await("changing", TinyPpo::ended);

        assertThat(TinyPpo.weights(stack, run)).isEqualTo(single);
        assertThat(trained(stack) - trained).isEqualTo(ROLLOUTS);
        assertThat(done(stack, generator)).isPositive();
        assertThat(done(stack, reward)).isPositive();
    }

    private static void inTheMiddle(Run run) {
        assertThat(run.getProgress().getStep()).as(run.toString()).isLessThan(TinyPpo.ITERATIONS - 1);
    }

    /** Two of each, and each has a share of the partitions. */
    private static void grow(LocalStack stack) {
        startTheDead(stack);
        for (Service service : SHARING) {
            if (stack.instances(service).size() < 2) {
                stack.startAnother(service);
            }
            awaitShared(stack, service, 2);
        }
    }

    /** The first of each, and it has all partitions. */
    private static void shrink(LocalStack stack) {
        startTheDead(stack);
        for (Service service : SHARING) {
            stack.instances(service).stream()
                    .filter(instance -> instance.ordinal() > 1)
                    .forEach(stack::stop);
            awaitShared(stack, service, 1);
        }
    }

    private static void startTheDead(LocalStack stack) {
        SHARING.stream()
                .flatMap(service -> stack.instances(service).stream())
                .filter(instance -> !stack.state().running(instance.title()))
                .forEach(stack::restart);
    }

    private static void awaitShared(LocalStack stack, Service service, int members) {
        Wire.await("%d of %s with all partitions among them".formatted(members, service.title()), () -> {
            List<Set<?>> shares = shares(stack, GROUPS.get(service));
            return shares.size() == members
                    && shares.stream().noneMatch(Set::isEmpty)
                    && shares.stream().mapToInt(Set::size).sum() == PARTITIONS;
        });
    }

    private static List<Set<?>> shares(LocalStack stack, String group) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafka()))) {
            return admin.describeConsumerGroups(List.of(group)).describedGroups().get(group).get().members().stream()
                    .map(MemberDescription::assignment)
                    .<Set<?>>map(assignment -> assignment.topicPartitions())
                    .toList();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(group + " is not told", e);
        }
    }

    /** What each process has finished since it started. */
    private static Map<Instance, Double> done(LocalStack stack) {
        return SHARING.stream()
                .flatMap(service -> stack.instances(service).stream())
                .collect(Collectors.toMap(instance -> instance, instance -> done(stack, instance)));
    }

    private static double done(LocalStack stack, Instance instance) {
        String counter = instance.service() == Service.GENERATOR ? "macaw_rollouts_total" : "macaw_scores_total";
        return new Wire(stack).counted(instance, counter, "outcome=\"ok\"");
    }

    /** The trainer's own count. */
    private static double trained(LocalStack stack) {
        return new Wire(stack).counted(Service.TRAINER, "macaw_rollouts_total", "outcome=\"trained\"");
    }
}
