package macaw.labeling.trl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static macaw.labeling.Codes.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import macaw.errors.ErrorCode;
import macaw.labeling.forms.Answer;
import macaw.labeling.jsonl.JsonLineWriter;
import macaw.labeling.outputs.Draw;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.prompts.Prompt;
import macaw.labeling.prompts.Sensitivity;
import macaw.labeling.prompts.Split;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.ratings.OutputRating;
import macaw.labeling.snapshots.LabelRecord;
import macaw.records.FinishReason;
import macaw.records.VersionRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows written by hand. */
class ShapesTest {
    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);
    private static final UUID C = new UUID(0, 3);
    private static final UUID D = new UUID(0, 4);

    private static LabelRecord.Origin origin() {
        var prompt = new Prompt(
                "default", "p", "p1", "Name a \"fruit\".", "", "", "", Sensitivity.NONE, "text:1", Split.TRAIN);
        return new LabelRecord.Origin(
                new UUID(1, 1), 1, prompt, "labeler-1", false, false, "", 1, false, 10, Instant.EPOCH);
    }

    private static LabelRecord.ComparedOutput output(UUID id, String text) {
        return new LabelRecord.ComparedOutput(
                id, text, new Draw(new VersionRef("default", "sft", 1, "ab".repeat(32)), FinishReason.EOS, 1, 0));
    }

    /** B best, then A and D tied, then C. D was never asked whether it fails. */
    private static LabelRecord compared() {
        return new LabelRecord.Compared(
                origin(),
                List.of(output(A, "a"), output(B, "b"), output(C, "c"), output(D, "d")),
                new Ranking(List.of(List.of(B), List.of(D, A), List.of(C))),
                List.of(
                        OutputRating.of(A, 5, Map.of("fails", Answer.NO)),
                        OutputRating.of(B, 7, Map.of("fails", Answer.NO)),
                        OutputRating.of(C, 4, Map.of("fails", Answer.YES)),
                        OutputRating.of(D, 1, Map.of("fails", Answer.NOT_APPLICABLE))),
                "instructgpt@1",
                List.of(C, B, A, D));
    }

    private static LabelRecord demonstrated() {
        return new LabelRecord.Demonstrated(origin(), "An apple.\n");
    }

    private static Stream<String> lines(String shape, Good good, LabelRecord label) {
        return Shape.named(shape, good).rows(label).stream().map(new JsonLineWriter()::line);
    }

    @Test
    void aPreferenceIsEachPairInOrderAndNoTie() {
        assertThat(lines("preference", Good.USUAL, compared()))
                .containsExactly(
                        "{\"prompt\":\"Name a \\\"fruit\\\".\",\"chosen\":\"b\",\"rejected\":\"a\"}",
                        "{\"prompt\":\"Name a \\\"fruit\\\".\",\"chosen\":\"b\",\"rejected\":\"d\"}",
                        "{\"prompt\":\"Name a \\\"fruit\\\".\",\"chosen\":\"b\",\"rejected\":\"c\"}",
                        "{\"prompt\":\"Name a \\\"fruit\\\".\",\"chosen\":\"a\",\"rejected\":\"c\"}",
                        "{\"prompt\":\"Name a \\\"fruit\\\".\",\"chosen\":\"d\",\"rejected\":\"c\"}");
    }

    @Test
    void aConversationalPreferenceSaysTheSameInMessages() {
        assertThat(lines("conversational-preference", Good.USUAL, compared()))
                .hasSize(5)
                .first()
                .isEqualTo("{\"prompt\":[{\"role\":\"user\",\"content\":\"Name a \\\"fruit\\\".\"}],"
                        + "\"chosen\":[{\"role\":\"assistant\",\"content\":\"b\"}],"
                        + "\"rejected\":[{\"role\":\"assistant\",\"content\":\"a\"}]}");
    }

    @Test
    void aDemonstrationIsAPromptWithItsCompletion() {
        assertThat(lines("prompt-completion", Good.USUAL, demonstrated()))
                .containsExactly("{\"prompt\":\"Name a \\\"fruit\\\".\",\"completion\":\"An apple.\\n\"}");
        assertThat(lines("conversational-prompt-completion", Good.USUAL, demonstrated()))
                .containsExactly("{\"prompt\":[{\"role\":\"user\",\"content\":\"Name a \\\"fruit\\\".\"}],"
                        + "\"completion\":[{\"role\":\"assistant\",\"content\":\"An apple.\\n\"}]}");
    }

    @Test
    void anUnpairedOutputIsGoodByItsRatingOrByOneAnswer() {
        assertThat(lines("unpaired", Good.USUAL, compared()))
                .containsExactly(
                        "{\"prompt\":\"Name a \\\"fruit\\\".\",\"completion\":\"a\",\"label\":true}",
                        "{\"prompt\":\"Name a \\\"fruit\\\".\",\"completion\":\"b\",\"label\":true}",
                        "{\"prompt\":\"Name a \\\"fruit\\\".\",\"completion\":\"c\",\"label\":false}",
                        "{\"prompt\":\"Name a \\\"fruit\\\".\",\"completion\":\"d\",\"label\":false}");
        assertThat(lines("unpaired", new Good.Rated(6), compared()).map(line -> line.contains("true")))
                .containsExactly(false, true, false, false);
        assertThat(lines("unpaired", new Good.Answered("fails", Answer.NO), compared()))
                .containsExactly(
                        "{\"prompt\":\"Name a \\\"fruit\\\".\",\"completion\":\"a\",\"label\":true}",
                        "{\"prompt\":\"Name a \\\"fruit\\\".\",\"completion\":\"b\",\"label\":true}",
                        "{\"prompt\":\"Name a \\\"fruit\\\".\",\"completion\":\"c\",\"label\":false}");
        assertThat(lines("conversational-unpaired", Good.USUAL, compared()))
                .first()
                .isEqualTo("{\"prompt\":[{\"role\":\"user\",\"content\":\"Name a \\\"fruit\\\".\"}],"
                        + "\"completion\":[{\"role\":\"assistant\",\"content\":\"a\"}],\"label\":true}");
    }

    /** The same files are read back where runs take their data. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "preference",
                "conversational-preference",
                "prompt-completion",
                "conversational-prompt-completion"
            })
    void whatRunsLearnFromIsWhatTheyCanRead(String shape) throws IOException {
        try (var file = ShapesTest.class.getResourceAsStream("/trl/" + shape + ".jsonl")) {
            LabelRecord label = shape.endsWith("completion") ? demonstrated() : compared();
            assertThat(lines(shape, Good.USUAL, label).map(line -> line + "\n").collect(Collectors.joining()))
                    .isEqualTo(new String(file.readAllBytes(), UTF_8));
        }
    }

    @Test
    void shapesAndThresholdsThatMakeNoSenseAreRefused() {
        assertRefused(ErrorCode.REQUEST_INVALID, () -> Shape.named("pairs", Good.USUAL));
        assertRefused(ErrorCode.RATING_OUT_OF_RANGE, () -> new Good.Rated(1));
        assertRefused(ErrorCode.RATING_OUT_OF_RANGE, () -> new Good.Rated(8));
        assertRefused(ErrorCode.REQUEST_INVALID, () -> new Good.Answered("fails", Answer.NOT_APPLICABLE));
        assertRefused(
                ErrorCode.REQUEST_INVALID,
                () -> Shape.named("preference", Good.USUAL).checkTakes(TaskKind.DEMONSTRATION));
        Shape.named("prompt-completion", Good.USUAL).checkTakes(TaskKind.DEMONSTRATION);
    }
}
