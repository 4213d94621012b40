package macaw.cli.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import macaw.cli.Macaw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertCommandTest {
    @TempDir
    Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int convert(Object... arguments) {
        String[] words = IntStream.rangeClosed(0, arguments.length)
                .mapToObj(i -> i == 0 ? "convert" : arguments[i - 1].toString())
                .toArray(String[]::new);
        return Macaw.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }

    @Test
    void aPromptIsInOneSplitAndTheSameRowsAreTheSameBytes() throws Exception {
        Path rows = Files.writeString(
                dir.resolve("rows.jsonl"),
                IntStream.range(0, 1000)
                        .mapToObj(i -> "{\"prompt\":\"prompt " + i % 500 + "\",\"completion\":\"answer " + i + "\"}\n")
                        .collect(Collectors.joining()));
        Path one = dir.resolve("one.jsonl");
        Path two = dir.resolve("two.jsonl");
        assertThat(convert(rows, "--out", one, "--held-out", "0.2"))
                .as(err.toString())
                .isZero();
        assertThat(convert(rows, "--out", two, "--held-out", "0.2")).isZero();
        assertThat(one).hasSameBinaryContentAs(two);
        long heldOut = Files.readAllLines(one).stream()
                .filter(line -> line.contains("\"split\":\"validation\""))
                .count();
        assertThat(heldOut).isBetween(140L, 260L);
        assertThat(out.toString())
                .contains("1000 rows, 0 refused, " + (1000 - heldOut) + " for train, " + heldOut + " for validation");
        Path prompts = dir.resolve("prompts.jsonl");
        assertThat(convert(rows, "--out", prompts, "--prompts", "--held-out", "0.2"))
                .isZero();
        assertThat(Files.readAllLines(prompts))
                .hasSize(500 - (int) heldOut / 2)
                .contains("{\"prompt\":\"prompt 499\"}");
    }

    @Test
    void canonicalRowsStayAsTheyAre() throws Exception {
        String rows = """
            {"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes?"},{"role":"user","content":"A list"}],"outputs":["a","b","c"],"ranking":[[2],[0,1]],"labeler":"l1","split":"test"}
            {"prompt":"Hi","outputs":["a","b"],"ranking":[[1],[0]],"split":"train"}
            """;
        Path file = Files.writeString(dir.resolve("rows.jsonl"), rows);
        Path again = dir.resolve("again.jsonl");
        assertThat(convert(file, "--out", again)).as(err.toString()).isZero();
        assertThat(again).hasContent(rows);
    }

    @Test
    void checkingSaysWhatIsThereAndWritesNothing() throws Exception {
        Path rows = Files.writeString(dir.resolve("rows.jsonl"), """
            {"prompt":"Hi","outputs":["aa","b","c"],"ranking":[[2],[0,1]],"labeler":"l1","split":"test"}
            {"prompt":"Hi","outputs":["a","bbbb"],"ranking":[[1,0]],"labeler":"l2","split":"train"}
            {"prompt":"Hi","outputs":["a"]}
            """);
        assertThat(convert(rows, "--check")).isZero();
        assertThat(err.toString())
                .contains("ROW_INVALID: rows.jsonl:3: \"ranking\" is missing")
                .contains("3 rows of format comparison");
        assertThat(out.toString())
                .containsPattern("rows +2, 1 refused")
                .containsPattern("prompts +1, 0 rows of several turns")
                .containsPattern("splits +test: 1, train: 1; prompts in two: 1")
                .containsPattern("outputs a row +2: 1, 3: 1")
                .containsPattern("rows with ties +2, all tied 1")
                .containsPattern("labelers +2")
                .containsPattern("answer or text, characters +median 1, 95 % up to 2, longest 4");
        assertThat(dir).isDirectoryNotContaining(file -> !file.equals(rows));
    }

    @Test
    void manyBadRowsAreSummedAndEachIsInTheReport() throws Exception {
        Path rows = Files.writeString(
                dir.resolve("rows.jsonl"), "{\"text\":\"a\"}\n" + "{\"text\":\" \"}\n".repeat(150) + "{}\n");
        Path report = dir.resolve("bad.jsonl");
        assertThat(convert(rows, "--out", dir.resolve("out.jsonl"), "--bad-rows", report))
                .isZero();
        assertThat(err.toString())
                .contains("... and 51 more; of all 151:", "150 x the text is blank", "1 x \"text\" is missing");
        assertThat(err.toString().lines().filter(line -> line.startsWith("ROW_INVALID")))
                .hasSize(100);
        assertThat(Files.readAllLines(report))
                .hasSize(151)
                .contains("{\"file\":\"rows.jsonl\",\"row\":152,\"id\":\"\",\"reason\":\"\\\"text\\\" is missing\"}");
        assertThat(out.toString()).contains("1 rows, 151 refused");
    }

    @Test
    void aFileThatGivesNoRowLeavesNothingBehind() throws Exception {
        Path rows = Files.writeString(dir.resolve("rows.jsonl"), "{\"text\":\" \"}\n");
        Path out = Files.writeString(dir.resolve("out.jsonl"), "as it was");
        assertThat(convert(rows, "--out", out)).isEqualTo(1);
        assertThat(err.toString()).contains("DATASET_EMPTY").doesNotContain("\tat ");
        assertThat(out).hasContent("as it was");
        assertThat(dir).isDirectoryNotContaining("glob:**.unfinished");
    }
}
