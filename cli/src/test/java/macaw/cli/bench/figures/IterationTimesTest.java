package macaw.cli.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import macaw.localstack.StackException;
import org.junit.jupiter.api.Test;

class IterationTimesTest {
    @Test
    void timeInWhichBothEnginesWorkCountsOnce() {
        IterationTimes times = IterationTimes.of(List.of(
                        at(0, 9, 5),
                        at(1, 10, 5),
                        at(1, 11, 5), // the generator alone
                        at(1, 12, 5.75), // both
                        at(1, 12, 6.25), // the reward service alone
                        at(2, 12, 6.25)))
                .getFirst();
        assertThat(times.generating()).isEqualTo(2);
        assertThat(times.scoring()).isEqualTo(1.25);
        assertThat(times.bothAtOnce()).isEqualTo(0.75);
        assertThat(times.whole()).isEqualTo(7);
        assertThat(times.handingOver()).isCloseTo(0.5, within(1e-9));
        assertThat(times.everythingElse()).isCloseTo(1, within(1e-9));
        assertThat(times.tokens()).isEqualTo(100);
    }

    @Test
    void theFirstIterationDoesNotCount() {
        assertThat(IterationTimes.of(List.of(at(0, 0, 0), at(1, 1, 1)))).isEmpty();
        assertThat(IterationTimes.of(List.of(at(0, 0, 0), at(1, 1, 1), at(2, 2, 2), at(3, 3, 3))))
                .hasSize(2);
        assertThatThrownBy(() -> new PpoReport(128, 40, List.of())).isInstanceOf(StackException.class);
    }

    @Test
    void enginesThatWorkedLongerThanTheTrainerWaitedAreRefused() {
        assertThatThrownBy(() -> IterationTimes.of(List.of(at(0, 0, 0), at(1, 0, 0), at(2, 3.5, 0))))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("3.50 s")
                .hasMessageContaining("of the 3.00 s");
    }

    @Test
    void whatAReadingTookFromTheNeighbouringIterationIsNoRefusalAndNoNegativeRest() {
        IterationTimes times = IterationTimes.of(List.of(at(0, 0, 0), at(1, 0, 0), at(2, 3.1, 0)))
                .getFirst();
        assertThat(times.handingOver()).isZero();
        assertThat(times.everythingElse()).isPositive();
    }

    @Test
    void metricsAreReadAsTheServicesWriteThem() {
        Reading reading = Reading.of("""
                # TYPE macaw_engine_busy_seconds counter
                macaw_engine_busy_seconds_total 12.5
                macaw_generation_tokens_total{phase="decode"} 640.0
                macaw_generation_tokens_total{phase="prefill"} 99.0
                """, "macaw_engine_busy_seconds_total 1.0E-1\n", """
                macaw_ppo_stage_seconds_count{stage="waiting"} 3
                macaw_ppo_stage_seconds_sum{stage="waiting"} 6.5
                macaw_ppo_stage_seconds_count{stage="training"} 3
                macaw_ppo_stage_seconds_sum{stage="training"} 4.25
                macaw_ppo_stage_seconds_max{stage="waiting"} 2.5
                """);
        assertThat(reading)
                .isEqualTo(new Reading(
                        12.5,
                        0.1,
                        Map.of("prompts", 0.0, "waiting", 6.5, "training", 4.25, "checkpoint", 0.0, "publish", 0.0),
                        3,
                        640));
    }

    /** Iterations of 0.5 s prompts, 2.5 s waiting, 3.5 s training, 0.25 s checkpoint, 0.25 s publishing and 100 tokens; the trainer tells of ended ones. */
    private static Reading at(long iterations, double generating, double scoring) {
        return new Reading(
                generating,
                scoring,
                Map.of(
                        "prompts", 0.5 * iterations,
                        "waiting", 2.5 * iterations,
                        "training", 3.5 * iterations,
                        "checkpoint", 0.25 * iterations,
                        "publish", 0.25 * iterations),
                iterations,
                100 * iterations);
    }
}
