package macaw.trainer.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import macaw.records.Failure;
import macaw.records.RunKind;
import org.junit.jupiter.api.Test;

class RunMetersTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final RunRecord RUN =
            new RunRecord("default", "run", RunKind.SFT, "{}", BEGIN, Map.of(), Map.of(), List.of());

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Instant now = BEGIN;
    private RunStatus status = new RunStatus.Queued();
    private final RunMeters own = new RunMeters(() -> List.of(view()), moving(), meters);

    private InstantSource moving() {
        return () -> now;
    }

    private RunView view() {
        return new RunView(RUN, status, 1, new RunProgress(0, 1, "step", ""), new TreeMap<>(), "out", List.of(), BEGIN);
    }

    @Test
    void aRunThatDoesNothingIsIdleUntilItMakesProgress() {
        status = new RunStatus.Running();
        own.progressed();
        now = BEGIN.plus(Duration.ofMinutes(40));
        assertThat(idle()).isEqualTo(2400);
        own.progressed();
        now = now.plusSeconds(5);
        assertThat(idle()).isEqualTo(5);
    }

    @Test
    void aRunThatWaitsForADependencyIsIdleAndOneThatWaitsForAPersonIsNot() {
        now = BEGIN.plusSeconds(60);
        status = new RunStatus.Paused(new Failure("BROKER_UNAVAILABLE", "away", true), true);
        assertThat(idle()).isEqualTo(60);
        status = new RunStatus.Paused(new Failure("PAUSE_REQUESTED", "asked", false), false);
        assertThat(idle()).isZero();
        status = new RunStatus.Queued();
        assertThat(idle()).isZero();
    }

    @Test
    void pausedRunsAreCountedByCode() {
        assertThat(paused("LOSS_NOT_FINITE", "person"))
                .as("there from the start")
                .isZero();
        status = new RunStatus.Paused(new Failure("BROKER_UNAVAILABLE", "away", true), true);
        own.stands(status);
        assertThat(paused("BROKER_UNAVAILABLE", "dependency")).isEqualTo(1);
        status = new RunStatus.Running();
        own.stands(status);
        assertThat(paused("BROKER_UNAVAILABLE", "dependency")).isZero();
    }

    @Test
    void runsAreCountedOnceAllOfThemAreKnown() {
        assertThat(queued()).isNaN();
        own.restored();
        assertThat(queued()).isEqualTo(1);
    }

    private double queued() {
        return meters.get("macaw.run.state").tag("state", "queued").gauge().value();
    }

    private double idle() {
        return meters.get("macaw.run.idle.seconds").gauge().value();
    }

    private double paused(String code, String waitsFor) {
        return meters.get("macaw.runs.paused")
                .tags("code", code, "waits_for", waitsFor)
                .gauge()
                .value();
    }
}
