package macaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import macaw.cli.display.NextStep;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandLineTest {
    private final StringWriter errors = new StringWriter();

    @TestFactory
    Stream<DynamicTest> everyCommandExplainsItself() {
        return commands(Macaw.commandLine())
                .map(command -> DynamicTest.dynamicTest(command.getCommandSpec().qualifiedName(), () -> {
                    // the list of commands shows the first line alone
                    assertThat(command.getCommandSpec().usageMessage().description()[0])
                            .endsWith(".");
                    assertThat(command.getCommandSpec().optionsMap()).containsKey("--help");
                    assertThat(command.getCommandSpec().options())
                            .allSatisfy(option -> assertThat(option.description())
                                    .as(option.longestName())
                                    .isNotEmpty());
                    // what is chosen from is shown as it is written, and what a value is by a word of ours
                    assertThat(command.getUsageMessage())
                            .doesNotContain("LABELING,")
                            .doesNotContain("=<");
                }));
    }

    @Test
    void withoutAStackACommandSaysHowToGetOne(@TempDir Path directory) {
        assertThat(run("versions", "--state", directory.toString())).isEqualTo(1);
        assertThat(errors.toString())
                .contains("no stack is up")
                .contains("macaw up")
                .doesNotContain("Exception");
    }

    @Test
    void anErrorSaysItsCodeAndWhatToDoNext(@TempDir Path directory) {
        assertThat(run("run", "sft", "--config", directory.resolve("none.yaml").toString()))
                .isEqualTo(1);
        assertThat(errors.toString())
                .contains("SETTINGS_INVALID: ")
                .contains("none.yaml does not exist")
                .contains("docs/settings.md")
                .doesNotContain("Exception");
    }

    @Test
    void aCodeThatThisProgramDoesNotKnowIsSaidAsItIs() {
        assertThat(NextStep.line("FROM_THE_FUTURE", "hello")).isEqualTo("FROM_THE_FUTURE: hello");
        assertThat(NextStep.line("RUN_UNKNOWN", "no run is called x")).contains("macaw run list");
    }

    @Test
    void anUnknownCommandEndsWithTheUsage() {
        assertThat(run("fly")).isEqualTo(2);
        assertThat(errors.toString()).contains("fly").contains("Usage: macaw");
    }

    @Test
    void aFolderWithoutACheckpointIsRefusedWithACode(@TempDir Path directory) {
        assertThat(run("import", directory.toString(), "--name", "x", "--state", directory.toString()))
                .isEqualTo(1);
        assertThat(errors.toString()).contains("CHECKPOINT_INVALID").contains("config.json");
    }

    @Test
    void aDemoThatCouldNotEndWellDoesNotBegin(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("a-file"), "");
        String state = directory.resolve("state").toString();
        assertThat(run("demo", "--state", state, "--report", directory.toString()))
                .isEqualTo(1);
        assertThat(errors.toString())
                .contains("REQUEST_INVALID: the report cannot be written")
                .contains("is a folder");
        assertThat(run("demo", "--state", state, "--report", file + "/report.json"))
                .isEqualTo(1);
        assertThat(run("demo", "--state", state, "--label-yourself", "1000000")).isEqualTo(1);
        assertThat(run("demo", "--state", state, "--rounds", "0")).isEqualTo(1);
        assertThat(errors.toString())
                .contains("REQUEST_INVALID: a person can label", "REQUEST_INVALID: a demonstration has 1 round or more")
                .doesNotContain("\tat ");
        assertThat(Path.of(state)).doesNotExist();
        assertThat(run("demo", "--target", "env", "--generators", "2")).isEqualTo(1);
        assertThat(errors.toString()).contains("--generators and --rewards are about a stack of --target local");
    }

    @Test
    void aDataSetIsConvertedAndWhatCannotBeUsedIsSaid(@TempDir Path directory) throws Exception {
        Path tasks = Files.writeString(directory.resolve("tasks.jsonl"), """
                {"id":"t0","instruction":"Name a fruit.","instances":[{"input":"","output":"An apple."}]}
                {"id":"t1","instruction":"Name a tree.","instances":[{"input":"","output":""}]}
                """);
        Path rows = directory.resolve("rows.jsonl");
        assertThat(run("convert", tasks.toString(), "--out", rows.toString(), "--held-out", "0"))
                .isZero();
        assertThat(errors.toString()).contains("ROW_INVALID: tasks.jsonl:2 (t1): the response is blank");
        assertThat(rows).hasContent("{\"prompt\":\"Name a fruit.\",\"response\":\"An apple.\"}");
        assertThat(run("convert", tasks.toString(), "--format", "nothing-known", "--out", rows.toString()))
                .isEqualTo(2);
        assertThat(run("convert", "nowhere", "--out", rows.toString())).isEqualTo(1);
        assertThat(errors.toString()).contains("DATASET_UNKNOWN: nowhere");
    }

    private int run(String... arguments) {
        return Macaw.commandLine().setErr(new PrintWriter(errors)).execute(arguments);
    }

    private static Stream<CommandLine> commands(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(CommandLineTest::commands));
    }
}
