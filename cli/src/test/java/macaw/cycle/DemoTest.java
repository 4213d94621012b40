package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import macaw.demo.cycle.DemoCycle;
import macaw.demo.cycle.DemoListener;
import macaw.demo.cycle.DemoSettings;
import macaw.demo.cycle.RoundStage;
import macaw.demo.cycle.ServiceAddresses;
import macaw.demo.cycle.Stage;
import macaw.demo.prompts.Instructions;
import macaw.demo.prompts.PromptSets;
import macaw.demo.report.DemoReport;
import macaw.demo.report.ReportJson;
import macaw.demo.report.ReportTable;
import macaw.demo.report.RewardComparison;
import macaw.demo.report.WinRate;
import macaw.demo.world.World;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration, small: a base model of random weights, a handful of prompts, and a person who compares once. */
@Tag("cycle")
@ExtendWith(OneStack.class)
class DemoTest {
    private static final long SEED = 5;
    private static final int COMPARISONS = 12;
    private static final int K = 4;
    private static final int LABELERS_A_PROMPT = 2;
    /** Reports that are to be made into one have the longest prompts. */
    private static final int CONTEXT = 640;

    private final List<Stage> stages = new ArrayList<>();
    private final List<RoundStage> roundStages = new ArrayList<>();

    @Test
    void itGoesFromABaseModelToAReportWithAPersonAmongTheLabelers(LocalStack stack, @TempDir Path directory)
            throws Exception {
        var settings = new DemoSettings(
                SEED,
                TinyCheckpoints.policy(directory.resolve("base"), 3, CONTEXT),
                new PromptSets.Sizes(12, COMPARISONS, 8, 2, 4),
                K,
                1,
                false,
                new DemoSettings.Rounds(1, COMPARISONS, LABELERS_A_PROMPT),
                Map.of("iterations", 2, "valueWarmupIterations", 1, "promptsPerIteration", 8, "minibatches", 2));

        holdOut(stack, PromptSets.draw(new Instructions(World.load()), SEED, settings.sizes()));
        DemoReport found = cycle(stack, settings);

        assertThat(stages).containsExactly(Stage.values());
        assertThat(found.stages())
                .extracting(DemoReport.Stage::name)
                .containsExactlyElementsOf(
                        Arrays.stream(Stage.values()).map(Stage::title).toList());
        assertThat(ReportTable.of(found)).contains("1 of 12 comparisons were yours");
        assertThat(simulated(stack, "demonstrations")).containsOnly(true).hasSize(12);
        assertThat(simulated(stack, "comparisons")).containsOnlyOnce(false).hasSize(COMPARISONS);
        hasTheShapeThatProgramsRead(found, directory.resolve("report.json"));

        DemoReport twoRounds = cycle(stack, settings.withRounds(2));
        assertThat(twoRounds.policies().subList(0, 4))
                .as("the same again takes up what is there")
                .isEqualTo(found.policies());
        goesOnFromTheFirstRound(stack, twoRounds);
    }

    private void goesOnFromTheFirstRound(LocalStack stack, DemoReport found) {
        assertThat(roundStages).containsExactly(RoundStage.values());
        assertThat(simulated(stack, "comparisons-2")).containsOnly(true).hasSize(COMPARISONS * LABELERS_A_PROMPT);
        assertThat(run(stack, "reward-2").path("reward").asText())
                .isEqualTo(found.rewardModel().version());
        JsonNode ppo = run(stack, "ppo-2");
        assertThat(ppo.path("policy").asText()).isEqualTo(found.policy("ppo").version());
        assertThat(ppo.path("reference").asText()).isEqualTo(found.policy("sft").version());
        assertThat(ppo.path("rewards").path(0).path("name").asText()).startsWith("default/demo-reward-2@");
        assertThat(found.rounds()).singleElement().satisfies(round -> {
            assertThat(round.labelers()).isEqualTo(10);
            assertThat(round.rewardModels())
                    .extracting(RewardComparison::policy)
                    .containsExactly("sft", "ppo", "ppo-2");
            assertThat(round.winRates()).extracting(WinRate::against).containsExactly("sft", "ppo");
        });
        assertThat(ReportTable.of(found))
                .contains("Round 2: 24 comparisons of answers of ppo by 10 simulated labelers");
    }

    /** The settings of that run. */
    private static JsonNode run(LocalStack stack, String id) {
        var operator =
                new JsonCaller(stack.address(Service.TRAINER), stack.keys().operator());
        return operator.get("/v1/runs/demo-" + SEED + "-" + id).body().path("settings");
    }

    /** Somebody has one of the demonstration's texts in another split already, as an older demonstration may. */
    private static void holdOut(LocalStack stack, PromptSets prompts) {
        var operator =
                new JsonCaller(stack.address(Service.LABELING), stack.keys().operator());
        operator.post("/v1/projects", Map.of("name", "held-out", "kind", "demonstration"));
        var added = operator.post(
                "/v1/projects/held-out/prompts",
                Map.of(
                        "prompts",
                        List.of(Map.of(
                                "id",
                                "held-out",
                                "text",
                                prompts.demonstrations().getFirst().text(),
                                "split",
                                "test"))));
        assertThat(added.body().path("added").asInt()).as(added.toString()).isOne();
    }

    private DemoReport cycle(LocalStack stack, DemoSettings settings) throws InterruptedException {
        var addresses = new ServiceAddresses(
                stack.address(Service.LABELING).grpc(),
                stack.address(Service.GENERATOR).grpc(),
                stack.address(Service.REWARD).grpc(),
                stack.address(Service.TRAINER).grpc(),
                stack.keys().operator());
        return new DemoCycle(addresses, settings, new Person(stack), InstantSource.system()).run();
    }

    /** Follows the stages, and compares when it is a person's turn. */
    private final class Person implements DemoListener {
        private final LocalStack stack;

        private Person(LocalStack stack) {
            this.stack = stack;
        }

        @Override
        public void stage(Stage stage) {
            stages.add(stage);
        }

        @Override
        public void stage(int round, RoundStage stage) {
            assertThat(round).isEqualTo(2);
            roundStages.add(stage);
        }

        @Override
        public void progress(long done, long total, String what) {}

        @Override
        public void yourTurn(String project, String key, int tasks) {
            assertThat(tasks).isEqualTo(1);
            var labeling = new JsonCaller(stack.address(Service.LABELING), key);
            JsonNode task = labeling.post("/v1/projects/" + project + "/next-task", Map.of())
                    .body();
            Map<String, String> answers = new TreeMap<>();
            task.path("form")
                    .path("questions")
                    .forEach(question -> answers.put(question.path("id").asText(), "no"));
            List<String> outputs = StreamSupport.stream(task.path("outputs").spliterator(), false)
                    .map(output -> output.path("id").asText())
                    .toList();
            var recorded = labeling.post(
                    "/v1/tasks/" + task.path("id").asText() + "/comparison",
                    Map.of(
                            "lease", task.path("lease").path("id").asText(),
                            "idempotencyKey", "by-a-person",
                            "ratings",
                                    outputs.stream()
                                            .map(id -> Map.of("output", id, "overall", 4, "answers", answers))
                                            .toList(),
                            "ranking", outputs.stream().map(List::of).toList()));
            assertThat(recorded.text("state")).as(recorded.toString()).isEqualTo("counting");
        }
    }

    private static List<Boolean> simulated(LocalStack stack, String project) {
        var operator =
                new JsonCaller(stack.address(Service.LABELING), stack.keys().operator());
        JsonNode labels = operator.get("/v1/projects/demo-" + SEED + "-" + project + "/submissions")
                .body();
        return StreamSupport.stream(labels.spliterator(), false)
                .map(label -> label.path("simulated").asBoolean())
                .toList();
    }

    private static void hasTheShapeThatProgramsRead(DemoReport found, Path file) throws IOException {
        ReportJson.write(file, found);
        JsonNode report = new ObjectMapper().readTree(file.toFile());
        assertThat(report.path("seed").asLong()).isEqualTo(SEED);
        assertThat(report.path("promptSet").asText()).isEqualTo("heldOut");
        assertThat(report.path("comparisons").path("byPeople").asInt()).isEqualTo(1);
        assertThat(report.path("policies"))
                .extracting(policy -> policy.path("name").asText())
                .containsExactly("base", "sft", "ppo", "sft-longer");
        assertThat(report.path("policies")).allSatisfy(policy -> {
            assertThat(policy.path("version").asText()).matches("default/demo-.*@\\d+");
            assertThat(policy.path("rubric").isNumber()).isTrue();
            assertThat(policy.path("rubricInterval")).hasSize(2);
            assertThat(policy.path("reward").isNumber()).isTrue();
            assertThat(policy.path("length").asDouble()).isBetween(1.0, 40.0);
            assertThat(policy.path("kl").isNumber())
                    .isEqualTo(!policy.path("name").asText().equals("base"));
        });
        assertThat(report.path("rewardModel").path("heldOutAccuracy").asDouble())
                .isBetween(0.0, 1.0);
        assertThat(report.path("rewardModel").path("interval")).hasSize(2);
        assertThat(report.path("rewardModel").path("pairs").isInt()).isTrue();
        assertThat(report.path("stages")).allSatisfy(stage -> {
            assertThat(stage.path("name").asText()).isNotEmpty();
            assertThat(stage.path("seconds").asDouble()).isNotNegative();
        });
        assertThat(report.path("samples")).isNotEmpty().allSatisfy(sample -> {
            assertThat(sample.path("prompt").asText()).isNotEmpty();
            assertThat(List.of(sample.path("base"), sample.path("sft"), sample.path("ppo")))
                    .allMatch(JsonNode::isTextual);
        });
    }
}
