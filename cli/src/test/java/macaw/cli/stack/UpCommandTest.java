package macaw.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import macaw.localstack.Instance;
import macaw.localstack.StackOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is written on the command line is what is started, by the process that is asked or by the one that outlives it. */
class UpCommandTest {
    @TempDir
    Path state;

    @Test
    void twoOfEachAreStartedWhereTwoAreAskedFor() {
        assertThat(options("--generators", "2", "--rewards", "2").instances())
                .extracting(Instance::title)
                .containsExactly("labeling", "generator", "generator-2", "reward", "reward-2", "trainer");
        assertThat(options().instances())
                .extracting(Instance::title)
                .containsExactly("labeling", "generator", "reward", "trainer");
    }

    @Test
    void theProcessThatOutlivesThisOneStartsTheSame() {
        for (StackOptions asked : List.of(
                options("--generators", "2", "--rewards", "3"),
                options("--only", "labeling,generator", "--generators", "2", "--threads", "3"),
                options("--namespace", "team-a", "--store", "s3://bucket/prefix"))) {
            List<String> command = new DetachedStack(asked).foregroundCommand();
            String[] handedOn =
                    command.subList(command.indexOf("up") + 1, command.size()).toArray(String[]::new);
            assertThat(parsed(handedOn)).isEqualTo(asked);
        }
    }

    private StackOptions options(String... arguments) {
        String[] whole = new String[arguments.length + 2];
        whole[0] = "--state";
        whole[1] = state.toString();
        System.arraycopy(arguments, 0, whole, 2, arguments.length);
        return parsed(whole);
    }

    private static StackOptions parsed(String... arguments) {
        var command = new UpCommand();
        new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return command.options();
    }
}
