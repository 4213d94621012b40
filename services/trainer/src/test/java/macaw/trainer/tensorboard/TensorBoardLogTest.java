package macaw.trainer.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import macaw.records.RunKind;
import macaw.trainer.history.StepFigures;
import macaw.trainer.runs.MetricsLog;
import macaw.trainer.runs.RunRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes of the files: TensorBoard 2.21 reads these very ones and shows each step once, by its fast loader and by the other. */
class TensorBoardLogTest {
    private static final RunRecord RUN =
            new RunRecord("default", "ppo-1", RunKind.PPO, "{}", Instant.EPOCH, Map.of(), Map.of(), List.of());
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochSecond(1));

    private static final String VERSION =
            "1a00000000000000129bd82d09000000000000f03f10001a0d627261696e2e4576656e743a32cc314e92";
    private static final String SESSION_FROM_1 = "0f000000000000006d532b0909000000000000f03f10013a020801ffe20e91";
    private static final String SESSION_FROM_2 = "0f000000000000006d532b0909000000000000f03f10023a0208011853e631";
    private static final String STEP_1 =
            "1c00000000000000c8c1951d09000000000000f03f10012a0f0a0d0a0670706f2f6b6c150000003faa665bf2";
    private static final String STEP_2 =
            "1c00000000000000c8c1951d09000000000000004010022a0f0a0d0a0670706f2f6b6c150000803ff4479f11";

    @TempDir
    Path directory;

    private static StepFigures step(long step) {
        return StepFigures.of(step, Instant.ofEpochSecond(step), Map.of("kl", 0.5 * step));
    }

    private String file(int number) throws IOException {
        Path file = directory.resolve("default/ppo-1/events.out.tfevents.%06d.macaw".formatted(number));
        return HexFormat.of().formatHex(Files.readAllBytes(file));
    }

    @Test
    void checksumsAreMaskedAsTfRecordsHaveThem() {
        // RFC 3720 B.4: the CRC-32C of 32 zero bytes is 8a9136aa; rotated right by 15 bits, plus a282ead8
        assertThat(EventFile.masked(new byte[32])).isEqualTo((0x8a9136aa >>> 15 | 0x8a9136aa << 17) + 0xa282ead8);
        assertThat(EventFile.masked("123456789".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo((0xe3069283 >>> 15 | 0xe3069283 << 17) + 0xa282ead8);
    }

    @Test
    void aFileHasItsVersionAndThenTheFiguresOfEachStep() throws IOException {
        try (MetricsLog.OfRun run = new TensorBoardLog(directory, CLOCK).open(RUN, List.of(step(1)))) {
            run.add(step(2));
        }
        assertThat(file(1)).isEqualTo(VERSION + SESSION_FROM_1 + STEP_1 + STEP_2);
    }

    @Test
    void aRunThatIsTakenUpAgainDropsWhatItDoesAgain() throws IOException {
        TensorBoardLog log = new TensorBoardLog(directory, CLOCK);
        log.open(RUN, List.of(step(1), step(2))).close();
        try (MetricsLog.OfRun run = log.open(RUN, List.of(step(1)))) {
            run.add(step(2));
        }
        assertThat(file(2)).isEqualTo(VERSION + SESSION_FROM_2 + STEP_2);
    }
}
