package macaw.cli.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import macaw.cli.datasets.Row.Comparison;
import macaw.cli.datasets.Row.Demonstration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Data sets as they were published, each known by its columns. */
class PublishedFormatsTest {
    @TempDir
    Path dir;

    @Test
    void theInputOfASelfInstructTaskStandsBelowItsInstruction() throws Exception {
        Converted converted = Converted.of(write("""
            {"id":"t0","instruction":"Name a fruit.","instances":[{"input":"","output":"An apple.\\n"}]}

            {"id":"t1","instruction":"Translate.","instances":[{"input":" Hund ","output":"dog"},{"input":"Katze","output":"cat"}]}
            """));
        assertThat(converted.rows())
                .containsExactly(
                        new Demonstration("Name a fruit.", "An apple."),
                        new Demonstration("Translate.\n\nHund", "dog"),
                        new Demonstration("Translate.\n\nKatze", "cat"));
        assertThat(converted.refused()).isEmpty();
    }

    @Test
    void aRowThatCannotBeUsedIsReportedWithItsLineAndTheOthersAreKept() throws Exception {
        Converted converted = Converted.of(write("""
            {"id":"t0","instruction":"Name a fruit.","instances":[{"input":"","output":" "}]}
            {"id":"t1","instruction":"Name
            [1]
            {"id":"t3","instruction":7,"instances":[{"input":"","output":"x"}]}
            {"id":"t4","instruction":"Go.","instances":[]}
            {"id":"t5","instruction":"Go.","instances":[{"input":"","output":"Gone."}]}
            """));
        assertThat(converted.rows()).containsExactly(new Demonstration("Go.", "Gone."));
        assertThat(converted.refused())
                .hasSize(5)
                .contains(
                        "ROW_INVALID: data.json:1 (t0): the response is blank",
                        "ROW_INVALID: data.json:3: the line is JSON, but no object",
                        "ROW_INVALID: data.json:4 (t3): \"instruction\" must be a text, is a number",
                        "ROW_INVALID: data.json:5 (t4): the task has no instances")
                .anyMatch(line -> line.startsWith("ROW_INVALID: data.json:2: not JSON"));
        assertThat(converted.source().rows()).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({
        "111111, '[[0], [1], [2], [3]]'",
        "222222, '[[3], [2], [1], [0]]'",
        "000000, '[[0, 1, 2, 3]]'",
        "011110, '[[0, 1], [2, 3]]'",
        "211110, '[[1], [0], [2, 3]]'",
    })
    void sixJudgementsThatAgreeAreOneRankingWithTies(String judgements, String ranking) {
        int[] pairs = judgements.chars().map(c -> c - '0').toArray();
        assertThat(FineGrainedRlhf.ranking(pairs)).hasToString(ranking);
    }

    @Test
    void judgementsInACircleFitNoOrder() {
        // 1 over 2, 2 over 3, 3 over 1
        assertThatThrownBy(() -> FineGrainedRlhf.ranking(new int[] {1, 2, 1, 1, 1, 1}))
                .isInstanceOf(RowRefused.class)
                .hasMessageContaining("contradict");
    }

    @Test
    void theTurnsOfATranscriptAreMessages() throws Exception {
        Path file = dir.resolve("pairs.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("""
                {"chosen":"\\n\\nHuman: Hi\\n\\nAssistant: Hello","rejected":"\\n\\nHuman: Hi\\n\\nAssistant: No"}
                {"chosen":"\\n\\nHuman: A\\n\\nAssistant: B\\n\\nHuman: C\\n\\nHuman: C2\\n\\nAssistant: D","rejected":"\\n\\nHuman: A\\n\\nAssistant: B\\n\\nHuman: C\\n\\nHuman: C2\\n\\nAssistant: E"}
                {"chosen":"\\n\\nHuman: A\\n\\nAssistant: D","rejected":"\\n\\nHuman: B\\n\\nAssistant: E"}
                {"chosen":"\\n\\nHuman: A\\n\\nAssistant: D","rejected":"\\n\\nHuman: A\\n\\nAssistant: D "}
                {"chosen":"\\n\\nHuman: A","rejected":"\\n\\nHuman: A"}
                {"chosen":"\\n\\nHuman: A\\n\\nAssistant: D","rejected":"\\n\\nHuman: A\\n\\nAssistant: "}
                {"chosen":"Hello.","rejected":"\\n\\nHuman: A\\n\\nAssistant: B"}
                """.getBytes("UTF-8"));
        }
        Converted converted = Converted.of(file);
        assertThat(converted.source().format()).isEqualTo(DatasetFormat.HH_RLHF);
        assertThat(converted.lines())
                .containsExactly(
                        "{\"prompt\":\"Hi\",\"outputs\":[\"Hello\",\"No\"],\"ranking\":[[0],[1]]}",
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"A\"},{\"role\":\"assistant\",\"content\":\"B\"},{\"role\":\"user\",\"content\":\"C\\n"
                                + "\\n"
                                + "C2\"}],\"outputs\":[\"D\",\"E\"],\"ranking\":[[0],[1]]}");
        assertThat(converted.refused())
                .containsExactly(
                        "ROW_INVALID: pairs.jsonl.gz:3: chosen and rejected answer different conversations",
                        "ROW_INVALID: pairs.jsonl.gz:4: chosen and rejected are the same",
                        "ROW_INVALID: pairs.jsonl.gz:5: \"chosen\" does not end with an answer of the assistant",
                        "ROW_INVALID: pairs.jsonl.gz:6: \"rejected\" does not end with an answer of the assistant",
                        "ROW_INVALID: pairs.jsonl.gz:7: \"chosen\" is no conversation of Human and Assistant");
    }

    @Test
    void thePublishedFilesGiveTheirCounts() {
        Converted tasks = Converted.of(shared("demonstrations/self-instruct/seed_tasks.jsonl"));
        assertThat(tasks.rows()).hasSize(175);
        assertThat(tasks.refused()).isEmpty();

        Converted questions = Converted.of(shared("preferences/fine-grained-rlhf/dev_feedback.json"));
        assertThat(questions.rows()).hasSize(478);
        assertThat(questions.refused())
                .hasSize(22)
                .allSatisfy(line -> assertThat(line).contains("(question ").contains("contradict"));
        assertThat(questions.rows().stream()
                        .filter(row -> ((Comparison) row).ranking().size() == 4))
                .hasSize(298);

        Converted pairs = Converted.of(shared("preferences/hh-rlhf/helpful-base-test.jsonl.gz"));
        assertThat(pairs.source().rows()).isEqualTo(2354);
        assertThat(pairs.rows()).hasSize(2348);
        assertThat(pairs.refused()).hasSize(6);
        assertThat(pairs.rows().stream()
                        .filter(row -> row.asked().orElseThrow().turns().size() > 1))
                .hasSize(1650);
    }

    private Path write(String text) throws Exception {
        return Files.writeString(dir.resolve("data.json"), text);
    }

    private static Path shared(String path) {
        Path file = Path.of(System.getProperty("macaw.root"), "..", "shared", "data", path);
        assumeTrue(Files.exists(file), "../shared/data/" + path + " is not beside the project");
        return file;
    }
}
