package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import macaw.chassis.testing.TraceReceiver;
import macaw.chassis.testing.TraceReceiver.Seen;
import macaw.localstack.LocalStack;
import macaw.v1.Prompt;
import macaw.v1.Run;
import macaw.v1.RunState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A rollout from its prompt to the step that was trained on it: as a collector sees it, and as {@code macaw trace} finds it in the topics. */
@Tag("cycle")
@ExtendWith(OneStack.class)
class TraceTest {
    private static final String RUN = "traced";
    private static final Path ROOT = Path.of(System.getProperty("macaw.root"));
    private static final List<String> LIFE = List.of(
            "trainer: send prompts",
            "generator: process prompts",
            "generator: policy",
            "generator: queue",
            "generator: prefill",
            "generator: decode",
            "generator: send rollouts",
            "reward: process rollouts",
            "reward: score",
            "reward: send scored-rollouts",
            "trainer: receive");

    private static final Map<String, String> PARENTS = Map.of(
            "generator: process prompts", "trainer: send prompts",
            "generator: policy", "generator: process prompts",
            "generator: queue", "generator: process prompts",
            "generator: prefill", "generator: process prompts",
            "generator: decode", "generator: process prompts",
            "generator: send rollouts", "generator: process prompts",
            "reward: process rollouts", "generator: send rollouts",
            "reward: score", "reward: process rollouts",
            "reward: send scored-rollouts", "reward: process rollouts");

    @Test
    void aRolloutIsOneTraceFromPromptToScoreThatTheTrainingOnItLinksTo(
            LocalStack stack, TraceReceiver receiver, @TempDir Path directory) throws Exception {
        TinyPpo ppo = new TinyPpo(stack, directory);
        ppo.start(RUN);
        Run run = ppo.await(RUN, TinyPpo::ended);
        assertThat(run.getState()).isEqualTo(RunState.RUN_STATE_FINISHED);

        List<Seen> spans = receiver.await(TraceTest::whole);
        Map<String, List<Seen>> traces = rollouts(spans);
        assertThat(traces).as("a tenth of 96 rollouts").isNotEmpty().hasSizeLessThan(48);
        traces.forEach((trace, life) -> {
            assertThat(life).extracting(Seen::title).containsExactlyInAnyOrderElementsOf(LIFE);
            Map<String, Seen> byTitle = life.stream().collect(Collectors.toMap(Seen::title, seen -> seen));
            assertThat(byTitle.get("trainer: send prompts").parent()).isEmpty();
            PARENTS.forEach((child, parent) -> assertThat(byTitle.get(child).parent())
                    .as(child)
                    .isEqualTo(byTitle.get(parent).id()));
            assertThat(byTitle.get("trainer: receive").parent())
                    .isEqualTo(byTitle.get("reward: send scored-rollouts").id());
            assertThat(byTitle.get("trainer: receive").attribute("macaw.acceptance"))
                    .isEqualTo("kept");
            assertThat(byTitle.get("reward: score").attribute("macaw.score")).isNotEmpty();
        });

        List<Seen> trainings =
                ofRun(spans).stream().filter(named("ppo training")).toList();
        assertThat(trainings).hasSize(TinyPpo.ITERATIONS);
        assertThat(trainings)
                .extracting(training -> training.attribute("macaw.rollouts"))
                .containsOnly(Integer.toString(TinyPpo.ROLLOUTS_PER_ITERATION));
        assertThat(trainings.stream().flatMap(TraceTest::links)).containsExactlyInAnyOrderElementsOf(traces.keySet());
        trainings.forEach(training -> links(training)
                .forEach(linked -> assertThat(
                                only(traces.get(linked), "trainer: receive").attribute("macaw.iteration"))
                        .isEqualTo(training.attribute("macaw.iteration"))));
        Map<String, Seen> iterations =
                iterations(spans).stream().collect(Collectors.toMap(Seen::id, iteration -> iteration));
        assertThat(trainings).allSatisfy(training -> assertThat(iterations).containsKey(training.parent()));

        theTopicsTellTheSame(stack, traces, run, directory);
    }

    private static void theTopicsTellTheSame(LocalStack stack, Map<String, List<Seen>> traces, Run run, Path directory)
            throws Exception {
        String trace = traces.keySet().iterator().next();
        Seen received = only(traces.get(trace), "trainer: receive");
        Told told = trace(stack, directory, received.attribute("macaw.rollout_id"), "--json");
        assertThat(told.status()).as(told.errors()).isZero();
        JsonNode story = new JsonMapper().readTree(told.out());
        int iteration = Integer.parseInt(received.attribute("macaw.iteration"));
        assertThat(story.path("state").asText()).isEqualTo("trained");
        assertThat(story.path("trace").asText()).isEqualTo(trace);
        assertThat(story.path("iteration").asInt()).isEqualTo(iteration);
        assertThat(story.path("outcome").asText())
                .contains(RUN + "@" + (run.getPublished(0).getNumber() + iteration));
        List<String> places = new ArrayList<>();
        story.path("happenings")
                .forEach(each -> places.add(each.path("place").asText().replaceAll(" .*", "")));
        assertThat(places).containsExactly("prompts", "rollouts", "scored-rollouts", "policy-versions");
    }

    @Test
    void aRolloutThatFailedIsToldWithItsCode(LocalStack stack, @TempDir Path directory) throws Exception {
        String rollout = "traced-and-impossible.000000.000000.000";
        Prompt impossible = Prompt.newBuilder()
                .setRolloutId(rollout)
                .setRunId("traced-and-impossible")
                .setRunEpoch(1)
                .build();
        Wire wire = new Wire(stack);
        wire.send("prompts", rollout, impossible.toByteArray());
        wire.send("prompts", rollout, impossible.toByteArray());
        Wire.await(
                "both answers",
                () -> wire.records("scored-rollouts").stream()
                                .filter(record -> new String(record.key()).equals(rollout))
                                .count()
                        == 2);
        Told told = trace(stack, directory, rollout);
        assertThat(told.status()).as(told.errors()).isZero();
        assertThat(told.out())
                .contains("iteration 0 of run traced-and-impossible, prompt 0, sample 0")
                .contains("asked for again")
                .contains("a duplicate")
                .contains("not written: REQUEST_INVALID, contract revision must be at least 1, was 0")
                .contains("failed: it failed and leaves its batch");
    }

    @Test
    void anUnknownRolloutEndsWithALineAndOne(LocalStack stack, @TempDir Path directory) throws Exception {
        Told told = trace(stack, directory, "nobody.000000.000000.000");
        assertThat(told.status()).isEqualTo(1);
        assertThat(told.errors())
                .contains("the topics hold nothing of nobody.000000.000000.000")
                .contains("no run is called nobody")
                .hasLineCount(1);
        assertThat(trace(stack, directory, "nonsense").errors()).contains("is no rollout's id");
    }

    private record Told(int status, String out, String errors) {}

    private static Told trace(LocalStack stack, Path directory, String... arguments) throws Exception {
        Path out = directory.resolve("out");
        Path errors = directory.resolve("errors");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow",
                "-Dmacaw.root=" + ROOT,
                "-cp",
                System.getProperty("java.class.path"),
                "macaw.cli.Macaw",
                "trace",
                "--state=" + stack.logs().getParent()));
        command.addAll(List.of(arguments));
        int status = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start()
                .waitFor();
        return new Told(status, Files.readString(out), Files.readString(errors));
    }

    /** The rollouts of the run that were traced, by their traces. */
    private static Map<String, List<Seen>> rollouts(List<Seen> spans) {
        Set<String> traces = spans.stream()
                .filter(seen -> seen.attribute("messaging.kafka.message.key").startsWith(RUN + "."))
                .map(Seen::trace)
                .collect(Collectors.toSet());
        return spans.stream().filter(seen -> traces.contains(seen.trace())).collect(Collectors.groupingBy(Seen::trace));
    }

    /** Whether every service has sent its part: each does so in its own time, and the trainer's last span says nothing of the others'. */
    private static boolean whole(List<Seen> spans) {
        List<Seen> trainings =
                ofRun(spans).stream().filter(named("ppo training")).toList();
        Map<String, List<Seen>> traces = rollouts(spans);
        return iterations(spans).size() == TinyPpo.ITERATIONS
                && trainings.size() == TinyPpo.ITERATIONS
                && traces.keySet()
                        .containsAll(
                                trainings.stream().flatMap(TraceTest::links).toList())
                && traces.values().stream().allMatch(life -> life.size() >= LIFE.size());
    }

    private static List<Seen> ofRun(List<Seen> spans) {
        return spans.stream()
                .filter(seen -> seen.attribute("macaw.run_id").equals(RUN))
                .toList();
    }

    private static List<Seen> iterations(List<Seen> spans) {
        return ofRun(spans).stream().filter(named("ppo iteration")).toList();
    }

    private static Predicate<Seen> named(String name) {
        return seen -> seen.span().getName().equals(name);
    }

    private static Stream<String> links(Seen seen) {
        return seen.span().getLinksList().stream()
                .map(link -> HexFormat.of().formatHex(link.getTraceId().toByteArray()));
    }

    private static Seen only(List<Seen> spans, String title) {
        List<Seen> found =
                spans.stream().filter(seen -> seen.title().equals(title)).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }
}
