package macaw.cli.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StageDisplayTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Instant now = Instant.EPOCH;
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void withoutATerminalEachTenthIsOnePlainLine() {
        StageDisplay display = new StageDisplay(out, false, () -> now);
        display.begin("fine-tuning");
        for (int step = 0; step <= 100; step++) {
            display.progress(step / 100.0, "step " + step);
        }
        display.end("finished");

        assertThat(text().lines()).hasSize(12).noneMatch(line -> line.contains("\033"));
        assertThat(text()).contains("fine-tuning 30 % step 30").contains("fine-tuning: finished");
    }

    @Test
    void withoutATerminalASecondPassWithinAStageIsSeenAsWell() {
        StageDisplay display = new StageDisplay(out, false, () -> now);
        display.begin("collect");
        display.progress(1, "prompts added");
        display.progress(0.01, "1 answer");
        display.progress(0.5, "50 answers");

        assertThat(text().lines())
                .containsExactly("collect ...", "collect 100 % prompts added", "collect 50 % 50 answers");
    }

    @Test
    void withoutATerminalALongStageSaysHowFarItIsEveryHalfMinute() {
        StageDisplay display = new StageDisplay(out, false, () -> now);
        display.begin("base-1");
        for (int step = 1; step <= 100; step++) {
            now = Instant.ofEpochSecond(step);
            display.progress(step / 3000.0, step + "/3000 training");
        }

        assertThat(text().lines())
                .containsExactly(
                        "base-1 ...",
                        "base-1 1 % 30/3000 training",
                        "base-1 2 % 60/3000 training",
                        "base-1 3 % 90/3000 training");
    }

    @Test
    void onATerminalTheStageStaysOnOneLine() {
        StageDisplay display = new StageDisplay(out, true, () -> now);
        display.begin("fine-tuning");
        display.progress(0.5, "loss 2.1");

        assertThat(text()).doesNotContain("\n").contains("[############............]  50 %  loss 2.1");
    }

    @Test
    void whatIsSaidInBetweenHasALineOfItsOwn() {
        StageDisplay display = new StageDisplay(out, true, () -> now);
        display.begin("PPO");
        display.say("published demo-ppo@3");

        assertThat(text()).endsWith("\r\033[Kpublished demo-ppo@3\n");
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
