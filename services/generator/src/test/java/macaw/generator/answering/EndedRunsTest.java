package macaw.generator.answering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import macaw.records.Prompt;
import macaw.records.RewardWeight;
import macaw.records.Sampling;
import macaw.records.TokenIds;
import macaw.records.VersionRef;
import org.junit.jupiter.api.Test;

class EndedRunsTest {
    private final EndedRuns runs = new EndedRuns();

    @Test
    void aRunThatNobodyToldOfIsAnswered() {
        assertThat(runs.ignores(prompt(1))).isFalse();
    }

    @Test
    void anEndedRunIsIgnoredUntilItGoesOnUnderANewerEpoch() {
        runs.changed("run", 1, true);
        assertThat(runs.ignores(prompt(1))).isTrue();
        runs.changed("run", 2, false);
        assertThat(runs.ignores(prompt(2))).isFalse();
    }

    @Test
    void promptsOfAWriterThatWasTakenOverAreIgnored() {
        runs.changed("run", 2, false);
        assertThat(runs.ignores(prompt(1))).isTrue();
        runs.changed("run", 1, true);
        assertThat(runs.ignores(prompt(2))).isFalse();
    }

    @Test
    void aForgottenRunIsAnswered() {
        runs.changed("run", 1, true);
        runs.forgotten("run");
        assertThat(runs.ignores(prompt(1))).isFalse();
    }

    private static Prompt prompt(long epoch) {
        var version = new VersionRef("default", "any", 1, "0".repeat(64));
        return new Prompt(
                "default",
                Prompt.rolloutId("run", 0, 0, 0),
                "run",
                epoch,
                0,
                0,
                0,
                TokenIds.of(1),
                Sampling.plain(1, 1),
                1,
                version,
                List.of(new RewardWeight(version, 1)),
                Instant.EPOCH);
    }
}
