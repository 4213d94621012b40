package macaw.cli.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import macaw.cli.Macaw;
import macaw.cli.datasets.RowKind;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RunDataTest {
    @TempDir
    Path dir;

    private final StringWriter said = new StringWriter();
    private Path rows;

    @BeforeEach
    void aFileWithOneBadRow() throws IOException {
        rows = Files.writeString(dir.resolve("rows.csv"), "prompt,completion\nHi,Hello\nHi,\nHo,Hm\n");
    }

    private List<String> prepared(RowKind kind, String... arguments) throws IOException {
        return prepared("data", kind, arguments);
    }

    private List<String> prepared(String setting, RowKind kind, String... arguments) throws IOException {
        var data = new RunData();
        new CommandLine(new Mixed(data)).parseArgs(arguments);
        try (RunData.Prepared prepared = data.prepare("data", kind, new PrintWriter(said, true))) {
            return Files.readAllLines(Objects.requireNonNull(prepared.rows().get(setting)));
        }
    }

    /** The options as a command has them. */
    @CommandLine.Command
    private record Mixed(@CommandLine.Mixin RunData data) {}

    @Test
    void oneBadRowRefusesTheFile() {
        assertThatThrownBy(() -> prepared(RowKind.DEMONSTRATIONS, "--data", rows.toString()))
                .hasMessageContaining("1 of the 3 rows of " + rows + " cannot be used")
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ROW_INVALID));
        assertThat(said.toString()).contains("ROW_INVALID: rows.csv:3: \"completion\" is missing");
    }

    @Test
    void badRowsAreLeftOutWhereThatIsSaidAndToldOfAllTheSame() throws IOException {
        assertThat(prepared(RowKind.DEMONSTRATIONS, "--data", rows.toString(), "--skip-bad-rows"))
                .containsExactly(
                        "{\"prompt\":\"Hi\",\"response\":\"Hello\"}", "{\"prompt\":\"Ho\",\"response\":\"Hm\"}");
        assertThat(said.toString())
                .contains("ROW_INVALID: rows.csv:3: \"completion\" is missing")
                .contains("rows.csv: 3 rows of format prompt-completion")
                .contains("to learn from: 2 rows, 1 refused");
    }

    @Test
    void promptsOfOtherRowsAreAskedOnceAndNotThoseHeldOut() throws IOException {
        Path pairs = Files.writeString(dir.resolve("pairs.jsonl"), """
            {"prompt":"Hi","chosen":"a","rejected":"b"}
            {"prompt":"Hi","chosen":"a","rejected":"c"}
            {"prompt":"Ho","chosen":"a","rejected":"c","split":"validation"}
            """);
        assertThat(prepared(RowKind.PROMPTS, "--data", pairs.toString())).containsExactly("{\"prompt\":\"Hi\"}");
        assertThat(said.toString()).contains("to learn from: 1 prompts, 0 refused, 2 repeated or held out");
    }

    @Test
    void rowsOfAnotherSettingHaveAFileOfTheirOwn() throws IOException {
        Path texts = Files.writeString(dir.resolve("texts.jsonl"), "{\"text\":\"Once upon a time.\"}\n");
        String[] arguments = {"--data", rows.toString(), "--skip-bad-rows", "--data-of", "pretrainingData=" + texts};
        assertThat(prepared("pretrainingData", RowKind.DEMONSTRATIONS, arguments))
                .containsExactly("{\"text\":\"Once upon a time.\"}");
        assertThat(prepared(RowKind.DEMONSTRATIONS, arguments)).hasSize(2);
        assertThat(run("--data-of", "prompts=" + texts))
                .contains(
                        "SETTINGS_INVALID",
                        "--data-of knows demonstrations, guardPrompts, pretrainingData, not 'prompts'");
        assertThat(run("--data-of", "pretrainingData=" + texts, "--set", "pretrainingData=sha256:00"))
                .contains("SETTINGS_INVALID", "--data-of pretrainingData and the setting 'pretrainingData' both");
    }

    @Test
    void whatNamesItsDataTwiceOrReadsNoFileIsRefusedBeforeAnythingIsAsked() {
        assertThat(run("--data", rows.toString(), "--set", "data=sha256:00"))
                .contains("SETTINGS_INVALID", "--data and the setting 'data' both say what to learn from");
        assertThat(run("--data", dir.resolve("none.jsonl").toString())).contains("DATASET_UNKNOWN", "none.jsonl");
        assertThat(run("--data", rows.toString(), "--format", "jsonl")).contains("'jsonl' is none of demonstration");
        assertThat(run("--data", rows.toString())).contains("ROW_INVALID", "--skip-bad-rows");
        assertThat(run("--skip-bad-rows", "--bad-rows", "bad.jsonl", "--format", "messages"))
                .contains("SETTINGS_INVALID", "--format and --bad-rows and --skip-bad-rows without --data");
        assertThat(run("--skip-bad-rows")).contains("SETTINGS_INVALID", ": --skip-bad-rows without --data");
    }

    private String run(String... arguments) {
        String[] words = new String[arguments.length + 2];
        words[0] = "run";
        words[1] = "sft";
        System.arraycopy(arguments, 0, words, 2, arguments.length);
        var errors = new StringWriter();
        assertThat(Macaw.commandLine().setErr(new PrintWriter(errors, true)).execute(words))
                .isNotZero();
        assertThat(errors.toString()).doesNotContain("\tat ");
        return errors.toString();
    }
}
