package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import macaw.localstack.LocalStack;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The cycle on a checkpoint, demonstrations and judgements that others published, by the commands of docs/published-data.md. */
@Tag("slow")
@ExtendWith(OneStack.class)
class PublishedDataTest {
    private static final Path ROOT = Path.of(System.getProperty("macaw.root"));
    private static final Path DATA = ROOT.resolve("../shared/data").normalize();

    @Test
    void aPublishedCheckpointLearnsFromPublishedJudgementsUnderABoundedDivergence(
            LocalStack stack, @TempDir Path directory) throws Exception {
        assumeTrue(Files.isDirectory(DATA), "../shared/data is not beside the project");
        String state = stack.logs().getParent().toString();
        String demonstrations = directory.resolve("demonstrations.jsonl").toString();
        String prompts = directory.resolve("prompts.jsonl").toString();
        String comparisons = directory.resolve("comparisons.jsonl").toString();
        String tasks =
                DATA.resolve("demonstrations/self-instruct/seed_tasks.jsonl").toString();

        macaw(
                "import",
                DATA.resolve("models/tinystories-656k").toString(),
                "--name",
                "published-base",
                "--state",
                state);
        assertThat(macaw("convert", tasks, "--out", demonstrations, "--held-out", "0.1"))
                .contains("175 rows, 0 refused");
        macaw("convert", tasks, "--prompts", "--out", prompts, "--held-out", "0.1");
        assertThat(macaw(
                        "convert",
                        DATA.resolve("preferences/fine-grained-rlhf/dev_feedback.json")
                                .toString(),
                        "--out",
                        comparisons,
                        "--held-out",
                        "0.1"))
                .contains("478 rows, 22 refused");

        List<Double> heldOutLoss = figures(
                "heldout_loss",
                run("sft", state, demonstrations, "model=published-base", "output=published-sft", "seed=1"));
        assertThat(heldOutLoss.getLast()).isLessThan(heldOutLoss.getFirst());
        List<Double> accuracy = figures(
                "heldout_accuracy",
                run("reward", state, comparisons, "model=published-sft", "output=published-reward", "epochs=2"));
        assertThat(accuracy.getLast()).as("a tiny model, so barely").isGreaterThan(0.5);
        String ppo = run(
                "ppo",
                state,
                prompts,
                "policy=published-sft",
                "rewards=[{\"name\":\"published-reward\"}]",
                "output=published-ppo",
                "iterations=20",
                "promptsPerIteration=64",
                "maxTokens=32",
                "kl.coefficient=0.05",
                "optimizer.learningRate=3e-4",
                "optimizer.schedule=constant",
                "valueOptimizer.learningRate=1e-3",
                "valueOptimizer.schedule=constant",
                "valueWarmupIterations=1");
        List<Double> reward = figures("reward_mean", ppo);
        assertThat(reward.getLast()).isGreaterThan(reward.getFirst() + 0.3);
        assertThat(figures("kl", ppo)).allSatisfy(kl -> assertThat(kl).isLessThan(5));
        assertThat(figures("mismatch_p99", ppo))
                .allSatisfy(mismatch -> assertThat(mismatch).isLessThan(1e-4));
    }

    private static String run(String kind, String state, String data, String... settings)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("run", kind, "--state", state, "--data", data));
        for (String setting : settings) {
            arguments.addAll(List.of("--set", setting));
        }
        return macaw(arguments.toArray(String[]::new));
    }

    /** What a metric was, each time that the display said it. */
    private static List<Double> figures(String metric, String said) {
        return Pattern.compile("\\b" + metric + " (-?[0-9.e+-]+)")
                .matcher(said)
                .results()
                .map(found -> Double.valueOf(found.group(1)))
                .toList();
    }

    /** Both streams of the command, which must succeed. */
    private static String macaw(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("macaw").toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
