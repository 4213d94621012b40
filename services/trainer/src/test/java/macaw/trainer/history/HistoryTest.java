package macaw.trainer.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import macaw.trainer.history.Samples.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
    private static final int LIMIT = 4;

    /** A loss each step, and a held-out loss every third. */
    private static StepFigures step(long step) {
        Map<String, Double> figures = new TreeMap<>(Map.of("loss", 1.0 / step));
        if (step % 3 == 0) {
            figures.put("held_out_loss", (double) step);
        }
        return StepFigures.of(step, TIME.plusSeconds(step), figures);
    }

    private static History upTo(long last, int limit) {
        History history = new History(List.of(), Optional.empty(), limit);
        for (long step = 1; step <= last; step++) {
            history.add(step(step));
        }
        return history;
    }

    private static List<Long> steps(List<StepFigures> figures) {
        return figures.stream().map(StepFigures::step).toList();
    }

    @Test
    void aLongRunKeepsEverySecondThenEveryFourthStep() {
        assertThat(steps(upTo(4, LIMIT).after(0, 1))).containsExactly(1L, 2L, 3L, 4L);
        assertThat(steps(upTo(5, LIMIT).after(0, 1))).containsExactly(2L, 4L, 5L);
        assertThat(steps(upTo(9, LIMIT).after(0, 1))).containsExactly(4L, 8L, 9L);
        for (long last = 1; last < 200; last++) {
            assertThat(upTo(last, LIMIT).after(0, 1)).hasSizeLessThanOrEqualTo(LIMIT);
        }
    }

    @Test
    void whatIsMeasuredNowAndThenStandsAtTheNextStepThatStays() {
        assertThat(upTo(8, LIMIT).after(0, 1))
                .extracting(StepFigures::figures)
                .containsExactly(
                        new TreeMap<>(Map.of("loss", 1.0 / 2)),
                        new TreeMap<>(Map.of("loss", 1.0 / 4, "held_out_loss", 3.0)),
                        new TreeMap<>(Map.of("loss", 1.0 / 6, "held_out_loss", 6.0)),
                        new TreeMap<>(Map.of("loss", 1.0 / 8)));
    }

    @Test
    void aHistoryThatWasWrittenAndReadAtAnyStepGoesOnAsIfItHadNotBeen(@TempDir Path folder) throws IOException {
        int last = History.LIMIT + 7;
        List<StepFigures> calm = upTo(last, History.LIMIT).after(0, 1);
        for (int resumed : List.of(5, History.LIMIT - 1, History.LIMIT, History.LIMIT + 1, last - 1)) {
            Path directory = Files.createDirectory(folder.resolve("at-" + resumed));
            HistoryFiles.write(directory, upTo(resumed, History.LIMIT));
            History history = HistoryFiles.read(directory);
            for (long step = resumed + 1; step <= last; step++) {
                history.add(step(step));
            }
            assertThat(history.after(0, 1)).isEqualTo(calm);
        }
    }

    @Test
    void someOfTheStepsCanBeAskedFor() {
        History history = upTo(10, 100);
        assertThat(steps(history.after(7, 1))).containsExactly(8L, 9L, 10L);
        assertThat(steps(history.after(0, 4))).containsExactly(4L, 8L, 10L);
        assertThat(history.after(10, 1)).isEmpty();
    }

    @Test
    void aStepThatIsThereIsRefused() {
        assertThatThrownBy(() -> upTo(3, LIMIT).add(step(3))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsNotFiniteIsLeftOut() {
        assertThat(StepFigures.of(1, TIME, Map.of("loss", 2.0, "entropy", Double.NaN, "kl", Double.POSITIVE_INFINITY))
                        .figures())
                .isEqualTo(Map.of("loss", 2.0));
    }

    @Test
    void aLineHasTheFiguresBesideStepAndTime() throws IOException {
        String line = HistoryFiles.line(step(3));
        assertThat(line)
                .isEqualTo("{\"step\":3,\"time\":\"2026-01-01T00:00:03Z\",\"held_out_loss\":3.0,\"loss\":" + 1.0 / 3
                        + "}");
        assertThat(HistoryFiles.step(line)).isEqualTo(step(3));
    }

    @Test
    void samplesComeBackFromTheirFile(@TempDir Path folder) throws IOException {
        Samples samples = new Samples(2, List.of(new Sample("r", "A \"list\"\n", "ümlaut ✓", -0.25, true)));
        HistoryFiles.write(folder, new History(new ArrayList<>(List.of(step(1))), Optional.of(samples)));
        assertThat(HistoryFiles.read(folder).samples()).contains(samples);
    }

    @Test
    void aCheckpointOfAnOlderTrainerHasNoHistory(@TempDir Path folder) throws IOException {
        History none = HistoryFiles.read(folder);
        assertThat(none.after(0, 1)).isEmpty();
        assertThat(none.samples()).isEmpty();
    }
}
