package macaw.trainer.jsonl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import macaw.records.RunKind;
import macaw.trainer.history.HistoryFiles;
import macaw.trainer.history.StepFigures;
import macaw.trainer.runs.MetricsLog;
import macaw.trainer.runs.RunRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonlLogTest {
    private static final RunRecord RUN =
            new RunRecord("default", "sft-1", RunKind.SFT, "{}", Instant.EPOCH, Map.of(), Map.of(), List.of());

    @TempDir
    Path directory;

    private static StepFigures step(long step) {
        return StepFigures.of(step, Instant.EPOCH, Map.of("loss", 1.0 / step));
    }

    private static List<StepFigures> steps(long last) {
        return LongStream.rangeClosed(1, last).mapToObj(JsonlLogTest::step).toList();
    }

    private Path file() {
        return directory.resolve("default/sft-1/metrics.jsonl");
    }

    private void assertHas(long last) throws IOException {
        assertThat(Files.readAllLines(file()))
                .isEqualTo(steps(last).stream().map(HistoryFiles::line).toList());
    }

    @Test
    void eachStepIsThereOnceHoweverTheTrainerDied() throws IOException {
        JsonlLog log = new JsonlLog(directory);
        try (MetricsLog.OfRun run = log.open(RUN, List.of())) {
            for (long step = 1; step <= 5; step++) {
                run.add(step(step));
            }
        }
        Files.writeString(file(), "{\"step\":6,\"lo", StandardOpenOption.APPEND);

        try (MetricsLog.OfRun run = log.open(RUN, steps(3))) {
            assertHas(3);
            run.add(step(4));
            assertHas(4);
        }
        log.open(RUN, steps(7)).close();
        assertHas(7);
    }

    @Test
    void whatAPowerCutLeftIsWrittenAgain() throws IOException {
        JsonlLog log = new JsonlLog(directory);
        log.open(RUN, steps(2)).close();
        Files.write(file(), new byte[] {0, 0, 0, '\n'}, StandardOpenOption.APPEND);
        log.open(RUN, steps(4)).close();
        assertHas(4);
    }

    @Test
    void aRunThatBeginsAgainFromNothingBeginsItsFileAgain() throws IOException {
        JsonlLog log = new JsonlLog(directory);
        log.open(RUN, steps(3)).close();
        log.open(RUN, List.of()).close();
        assertThat(file()).isEmptyFile();
    }
}
