package macaw.cli.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import macaw.cli.datasets.Row.Comparison;
import macaw.cli.datasets.Row.Demonstration;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DatasetFormatTest {
    @TempDir
    Path dir;

    @Test
    void theInputOfASelfInstructTaskStandsBelowItsInstruction() throws Exception {
        Conversion conversion = DatasetFormat.SELF_INSTRUCT.read(write("""
                        {"id":"t0","instruction":"Name a fruit.","instances":[{"input":"","output":"An apple.\\n"}]}

                        {"id":"t1","instruction":"Translate.","instances":[{"input":" Hund ","output":"dog"},{"input":"Katze","output":"cat"}]}
                        """));
        assertThat(conversion.rows())
                .containsExactly(
                        new Demonstration("Name a fruit.", "An apple."),
                        new Demonstration("Translate.\n\nHund", "dog"),
                        new Demonstration("Translate.\n\nKatze", "cat"));
        assertThat(conversion.refused()).isEmpty();
    }

    @Test
    void aRowThatCannotBeUsedIsReportedWithItsLineAndTheOthersAreKept() throws Exception {
        Conversion conversion = DatasetFormat.SELF_INSTRUCT.read(write("""
                        {"id":"t0","instruction":"Name a fruit.","instances":[{"input":"","output":" "}]}
                        {"id":"t1","instruction":"Name
                        [1]
                        {"id":"t3","instruction":7,"instances":[{"input":"","output":"x"}]}
                        {"id":"t4","instruction":"Go.","instances":[]}
                        {"id":"t5","instruction":"Go.","instances":[{"input":"","output":"Gone."}]}
                        """));
        assertThat(conversion.rows()).containsExactly(new Demonstration("Go.", "Gone."));
        assertThat(conversion.refused())
                .extracting(Conversion.Refusal::line, Conversion.Refusal::id)
                .containsExactly(tuple(1L, "t0"), tuple(2L, ""), tuple(3L, ""), tuple(4L, "t3"), tuple(5L, "t4"));
        assertThat(conversion.refused().getFirst()).hasToString("ROW_INVALID: data.json:1 (t0): the response is blank");
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
    void aConversationOfOneTurnIsItsQuestionAndALongerOneItsTranscript() throws Exception {
        Path file = dir.resolve("pairs.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("""
                    {"chosen":"\\n\\nHuman: Hi\\n\\nAssistant: Hello","rejected":"\\n\\nHuman: Hi\\n\\nAssistant: No"}
                    {"chosen":"\\n\\nHuman: A\\n\\nAssistant: B\\n\\nHuman: C\\n\\nAssistant: D","rejected":"\\n\\nHuman: A\\n\\nAssistant: B\\n\\nHuman: C\\n\\nAssistant: E"}
                    {"chosen":"\\n\\nHuman: A\\n\\nAssistant: D","rejected":"\\n\\nHuman: B\\n\\nAssistant: E"}
                    {"chosen":"\\n\\nHuman: A\\n\\nAssistant: D","rejected":"\\n\\nHuman: A\\n\\nAssistant: D "}
                    {"chosen":"\\n\\nHuman: A","rejected":"\\n\\nHuman: A"}
                    """.getBytes("UTF-8"));
        }
        Conversion conversion = DatasetFormat.HH_RLHF.read(file);
        List<List<Integer>> firstIsBetter = List.of(List.of(0), List.of(1));
        assertThat(conversion.rows())
                .containsExactly(
                        new Comparison("Hi", List.of("Hello", "No"), firstIsBetter),
                        new Comparison("Human: A\n\nAssistant: B\n\nHuman: C", List.of("D", "E"), firstIsBetter));
        assertThat(conversion.refused())
                .extracting(Conversion.Refusal::reason)
                .containsExactly(
                        "chosen and rejected answer different conversations",
                        "chosen and rejected are the same",
                        "\"chosen\" is no conversation of Human and Assistant");
    }

    @ParameterizedTest
    @EnumSource(DatasetFormat.class)
    void bytesThatAreNoTextEndWithTheCode(DatasetFormat format) throws Exception {
        Path file = Files.write(dir.resolve("noise.json"), new byte[] {'[', (byte) 0xff, (byte) 0xfe, '{', 0});
        assertThatThrownBy(() -> format.read(file))
                .hasMessageContaining("noise.json:1")
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ROW_INVALID));
    }

    @Test
    void aPromptIsInOneSplitAndTheSameRowsAreTheSameBytes() throws Exception {
        List<Row> rows = IntStream.range(0, 1000)
                .<Row>mapToObj(i -> new Demonstration("prompt " + i % 500, "answer " + i))
                .toList();
        CanonicalRows.write(dir.resolve("one.jsonl"), rows, 0.2);
        CanonicalRows.write(dir.resolve("two.jsonl"), rows, 0.2);
        assertThat(dir.resolve("one.jsonl")).hasSameBinaryContentAs(dir.resolve("two.jsonl"));
        long heldOut = Files.readAllLines(dir.resolve("one.jsonl")).stream()
                .filter(line -> line.contains("\"split\":\"validation\""))
                .count();
        assertThat(heldOut).isBetween(140L, 260L);
        CanonicalRows.writePrompts(dir.resolve("prompts.jsonl"), rows, 0.2);
        assertThat(Files.readAllLines(dir.resolve("prompts.jsonl"))).hasSize(500 - (int) heldOut / 2);
        assertThatThrownBy(() -> CanonicalRows.write(dir.resolve("none.jsonl"), List.of(), 0))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATASET_EMPTY));
    }

    @Test
    void thePublishedFilesGiveTheirCounts() {
        Conversion tasks = DatasetFormat.SELF_INSTRUCT.read(shared("demonstrations/self-instruct/seed_tasks.jsonl"));
        assertThat(tasks.rows()).hasSize(175);
        assertThat(tasks.refused()).isEmpty();

        Conversion questions =
                DatasetFormat.FINE_GRAINED_RLHF.read(shared("preferences/fine-grained-rlhf/dev_feedback.json"));
        assertThat(questions.rows()).hasSize(478);
        assertThat(questions.refused())
                .hasSize(22)
                .allSatisfy(refusal -> assertThat(refusal.reason()).contains("contradict"))
                .allSatisfy(refusal -> assertThat(refusal.id()).startsWith("question "));
        assertThat(questions.rows().stream()
                        .filter(row -> ((Comparison) row).ranking().size() == 4))
                .hasSize(298);

        Conversion pairs = DatasetFormat.HH_RLHF.read(shared("preferences/hh-rlhf/helpful-base-test.jsonl.gz"));
        assertThat(pairs.rows().size() + pairs.refused().size()).isEqualTo(2354);
        assertThat(pairs.refused()).hasSizeLessThan(20);
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
