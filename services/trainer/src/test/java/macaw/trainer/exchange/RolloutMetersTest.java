package macaw.trainer.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Locale;
import macaw.chassis.metrics.Metric;
import org.junit.jupiter.api.Test;

class RolloutMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RolloutMeters meters = new RolloutMeters(registry);

    @Test
    void everyOutcomeIsThereBeforeItHappensAndInTheListsDescription() {
        for (Acceptance acceptance : Acceptance.values()) {
            assertNamed(acceptance.name().toLowerCase(Locale.ROOT), 0);
            meters.arrived(acceptance);
            assertNamed(acceptance.name().toLowerCase(Locale.ROOT), 1);
        }
        meters.lost(2);
        meters.iterationDone(3, 4, 1);
        assertNamed("lost", 2);
        assertNamed("trained", 3);
        assertNamed("failed", 4);
    }

    @Test
    void stalenessIsThatOfTheIterationTrainedLast() {
        assertThat(registry.get("macaw.rollout.staleness.versions").gauge().value())
                .isZero();
        meters.iterationDone(3, 0, 2);
        assertThat(registry.get("macaw.rollout.staleness.versions").gauge().value())
                .isEqualTo(2);
    }

    private void assertNamed(String outcome, int count) {
        assertThat(registry.get("macaw.rollouts")
                        .tag("outcome", outcome)
                        .counter()
                        .count())
                .isEqualTo(count);
        assertThat(Metric.ROLLOUTS.meaning()).contains("`" + outcome + "`");
    }
}
