package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import macaw.cli.Macaw;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.v1.AliasChanged;
import macaw.v1.ListAliasesRequest;
import macaw.v1.VersionKind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A policy is chosen by reward-model score, and called so. */
@Tag("cycle")
@ExtendWith(OneStack.class)
class ChooseTest {
    private static final String STATE = Path.of(System.getProperty("macaw.root"), "cli", "target", "one-stack")
            .toString();

    @Test
    void theBestOfTwoPoliciesGetsTheAliasAndTheSameSeedChoosesItAgain(LocalStack stack, @TempDir Path directory)
            throws Exception {
        new TinyPpo(stack, directory);
        try (Caller trainer =
                new Caller(stack.address(Service.TRAINER), stack.keys().operator())) {
            Uploads.checkpoint(
                    trainer,
                    VersionKind.VERSION_KIND_POLICY,
                    "tiny-other",
                    1,
                    TinyCheckpoints.policy(directory.resolve("other"), 3));
            Path prompts = Files.writeString(
                    directory.resolve("prompts.jsonl"),
                    "{\"prompt\":\"Write a list.\"}\n{\"prompt\":\"Name two eggs.\"}\n{\"prompt\":\"Say hello.\"}\n");
            String said = choose(prompts, "tiny", "tiny-other", "--alias", "chosen");
            List<String> lines = said.lines().toList();
            assertThat(lines).hasSize(5);
            assertThat(lines.get(3)).isEqualTo("3 prompts, 0 left out");
            String best = lines.get(1).substring(0, lines.get(1).indexOf(' '));
            assertThat(lines.get(4)).isEqualTo("chosen is " + best);
            assertThat(List.of("tiny@1", "tiny-other@1")).contains(best);
            assertThat(alias(trainer)).isEqualTo(best);
            assertThat(choose(prompts, "tiny-other", "tiny", "--alias", "chosen"))
                    .as("whichever is asked first")
                    .isEqualTo(said);
        }
    }

    private static String alias(Caller trainer) {
        return trainer.training().listAliases(ListAliasesRequest.getDefaultInstance()).getAliasesList().stream()
                .filter(alias -> alias.getAlias().equals("chosen"))
                .map(AliasChanged::getVersion)
                .map(version -> version.getName() + "@" + version.getNumber())
                .findFirst()
                .orElse("");
    }

    private static String choose(Path prompts, String one, String other, String... more) {
        var said = new ByteArrayOutputStream();
        PrintStream usual = System.out;
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            String[] words = {
                "choose",
                one,
                other,
                "--prompts",
                prompts.toString(),
                "--reward",
                "tiny-reward",
                "--samples",
                "2",
                "--max-tokens",
                "8",
                "--state",
                STATE
            };
            String[] all = Stream.of(words, more).flatMap(Arrays::stream).toArray(String[]::new);
            assertThat(Macaw.commandLine().execute(all)).isZero();
        } finally {
            System.setOut(usual);
        }
        return said.toString(StandardCharsets.UTF_8);
    }
}
