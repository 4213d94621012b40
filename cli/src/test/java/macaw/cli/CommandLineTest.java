package macaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
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
                    assertThat(command.getCommandSpec().usageMessage().description())
                            .isNotEmpty();
                    assertThat(command.getCommandSpec().optionsMap()).containsKey("--help");
                    assertThat(command.getCommandSpec().options())
                            .allSatisfy(option -> assertThat(option.description())
                                    .as(option.longestName())
                                    .isNotEmpty());
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

    private int run(String... arguments) {
        return Macaw.commandLine().setErr(new PrintWriter(errors)).execute(arguments);
    }

    private static Stream<CommandLine> commands(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(CommandLineTest::commands));
    }
}
