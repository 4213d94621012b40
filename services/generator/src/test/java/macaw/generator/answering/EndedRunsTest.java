package macaw.generator.answering;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndedRunsTest {
    private final EndedRuns runs = new EndedRuns();

    @Test
    void aRunThatNobodyToldOfIsAnswered() {
        assertThat(runs.ignores("run", 1)).isFalse();
    }

    @Test
    void anEndedRunIsIgnoredUntilItGoesOnUnderANewerEpoch() {
        runs.changed("run", 1, true);
        assertThat(runs.ignores("run", 1)).isTrue();
        runs.changed("run", 2, false);
        assertThat(runs.ignores("run", 2)).isFalse();
    }

    @Test
    void promptsOfAWriterThatWasTakenOverAreIgnored() {
        runs.changed("run", 2, false);
        assertThat(runs.ignores("run", 1)).isTrue();
        runs.changed("run", 1, true);
        assertThat(runs.ignores("run", 2)).isFalse();
    }

    @Test
    void aForgottenRunIsAnswered() {
        runs.changed("run", 1, true);
        runs.forgotten("run");
        assertThat(runs.ignores("run", 1)).isFalse();
    }
}
