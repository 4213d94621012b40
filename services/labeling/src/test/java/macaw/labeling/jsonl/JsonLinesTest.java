package macaw.labeling.jsonl;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.labeling.prompts.Prompt;
import macaw.labeling.prompts.Sensitivity;
import macaw.labeling.prompts.Split;
import macaw.labeling.ranking.Ranking;
import macaw.labeling.snapshots.LabelRecord;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
    private static final UUID A = new UUID(0, 0xa);
    private static final UUID B = new UUID(0, 0xb);

    @Test
    void aLineOfTheFirstSchemaIsStillRead() {
        String line =
                "{\"id\":\"00000000-0000-0001-0000-000000000001\",\"prompt\":\"Write.\",\"outputs\":[\"x\",\"y\"],"
                        + "\"ranking\":[[1],[0]],\"ratings\":[{\"overall\":3,\"answers\":{\"hallucination\":\"no\"}},"
                        + "{\"overall\":6,\"answers\":{}}],\"form\":\"instructgpt@1\",\"shown_order\":[1,0],"
                        + "\"output_sources\":[{\"id\":\"00000000-0000-0000-0000-00000000000a\",\"policy_namespace\":\"default\","
                        + "\"policy\":\"sft\",\"version\":2,\"manifest_sha256\":\"" + "ab".repeat(32)
                        + "\",\"finish_reason\":\"eos\",\"seed\":\"18446744073709551609\",\"sample\":0},"
                        + "{\"id\":\"00000000-0000-0000-0000-00000000000b\",\"policy_namespace\":\"default\",\"policy\":\"sft\","
                        + "\"version\":2,\"manifest_sha256\":\"" + "ab".repeat(32)
                        + "\",\"finish_reason\":\"length\",\"seed\":\"1\",\"sample\":1}],\"labeler\":\"labeler-1\","
                        + "\"simulated\":true,\"split\":\"train\",\"group\":\"g\",\"category\":\"\",\"source\":\"\","
                        + "\"namespace\":\"default\",\"project\":\"old\",\"prompt_id\":\"p\",\"duration_millis\":5,"
                        + "\"submitted_at_micros\":1000000,\"revision\":1}";
        var compared = (LabelRecord.Compared) new JsonLines().decode(line);
        assertThat(compared.ranking()).isEqualTo(new Ranking(List.of(List.of(B), List.of(A))));
        assertThat(compared.rating(B).orElseThrow().overall()).isEqualTo(6);
        assertThat(compared.origin().submittedAt()).isEqualTo(Instant.ofEpochSecond(1));
        assertThat(compared.origin().comment()).isEmpty();
        assertThat(compared.origin().imported()).isFalse();
        assertThat(compared.outputs().getFirst().from()).isEqualTo("default/sft@2");
        assertThat(compared.outputs().getFirst().firstDraw().orElseThrow().seed())
                .isEqualTo(-7);
    }

    @Test
    void aComparisonThatWasImportedWithoutRatingsIsReadAsItWasWritten() {
        var prompt = new Prompt(
                "default",
                "p",
                "p1",
                "Write.",
                "lists",
                "web",
                "en",
                new Sensitivity(true, "Spiders"),
                "g",
                Split.TEST);
        var label = new LabelRecord.Compared(
                new LabelRecord.Origin(
                        new UUID(1, 1), 2, prompt, "imported-1", false, true, "so so", 3, true, 10, Instant.EPOCH),
                List.of(
                        new LabelRecord.ComparedOutput(A, "x", Optional.empty(), "trl-preference"),
                        new LabelRecord.ComparedOutput(B, "y", Optional.empty(), "trl-preference")),
                new Ranking(List.of(List.of(A), List.of(B))),
                List.of(),
                "",
                List.of());
        var codec = new JsonLines();
        assertThat(codec.decode(codec.encode(label))).isEqualTo(label);
        assertThat(codec.encode(label)).startsWith("{\"schema\":2,\"id\":\"");
    }
}
