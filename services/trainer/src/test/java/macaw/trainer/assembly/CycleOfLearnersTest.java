package macaw.trainer.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.ChatTemplate;
import macaw.languagemodel.Message;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.Tokenizer;
import macaw.records.RunKind;
import macaw.records.Sampling;
import macaw.trainer.datasets.Conversation;
import macaw.trainer.learning.ConversationEncoder;
import macaw.trainer.learning.PromptRequest;
import macaw.trainer.learning.RolloutLearner;
import macaw.trainer.learning.StepLearner;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.memory.MemoryCheck;
import macaw.trainer.memory.MemoryGuard;
import macaw.trainer.runs.RunPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From plain text to the start of PPO: what one learner publishes, the next one opens. */
class CycleOfLearnersTest {
    private static final List<String> THINGS = List.of("tea", "milk", "bread", "plums", "salt", "rice");
    private static final String NOWHERE = "sha256:" + "0".repeat(64);

    @Test
    void whatOneLearnerPublishesTheNextOneOpens(@TempDir Path directory) throws IOException {
        var learners = learners(OptionalLong.empty());
        Path base = steps(learners, RunKind.PRETRAIN, base(), Map.of(), Map.of("data", texts(directory)), directory);
        Path sft = steps(
                learners,
                RunKind.SFT,
                "{\"output\": \"sft\", \"model\": \"base\", \"data\": \"" + NOWHERE + "\", \"epochs\": 1}",
                Map.of("model", base),
                Map.of("data", demonstrations(directory)),
                directory);
        answersKeepTheTokensOfTheirPrompt(sft);
        Path reward = steps(
                learners,
                RunKind.REWARD,
                "{\"output\": \"rm\", \"model\": \"sft\", \"data\": \"" + NOWHERE + "\", \"demonstrations\": \""
                        + NOWHERE + "\"}",
                Map.of("model", sft),
                Map.of("data", comparisons(directory), "demonstrations", demonstrations(directory)),
                directory);
        assertThat(ModelConfig.read(reward).head()).isEqualTo(ModelHead.SEQUENCE_CLASSIFICATION);
        steps(
                learners,
                RunKind.DPO,
                "{\"output\": \"dpo\", \"policy\": \"sft\", \"reference\": \"base\", \"data\": \"" + NOWHERE + "\"}",
                Map.of(RunPlan.POLICY, sft, "reference", base),
                Map.of("data", comparisons(directory)),
                directory);
        dpoLeavesOutWhatTeachesNothing(learners, sft, directory);
        theGuardPromptsAreThoseThatLeaveRoomForAnAnswer(learners, sft, directory);
        String ppo = "{\"output\": \"ppo\", \"policy\": \"sft\", \"rewards\": [{\"name\": \"rm\"}], \"prompts\": \""
                + NOWHERE + "\", \"promptsPerIteration\": 4, \"maxTokens\": 8}";
        Map<String, Path> models = Map.of("policy", sft, "value", reward);
        Map<String, Path> prompts = Map.of("prompts", prompts(directory));
        aRunThatDoesNotFitIsRefusedWithoutItsWeights(RunKind.PPO, ppo, models, prompts, directory);
        try (var learner = (RolloutLearner) learners.create(RunKind.PPO, ppo, models, prompts)) {
            assertThat(learner.prompts(0))
                    .hasSize(4)
                    .allSatisfy(request -> assertThat(request.tokens().size()).isGreaterThan(3));
            aSecondRoundStartsWhereThisOneEnded(learners, learner, ppo, sft, reward, directory);
        }
    }

    private static void theGuardPromptsAreThoseThatLeaveRoomForAnAnswer(
            TorchLearners learners, Path sft, Path directory) throws IOException {
        String settings = """
                {"output": "ppo", "policy": "sft", "rewards": [{"name": "rm"}], "prompts": "%1$s", "maxTokens": 8,
                 "temperature": 0.7, "guardPrompts": "%1$s"}
                """.formatted(NOWHERE);
        Path rows = Files.write(
                directory.resolve("guard.jsonl"),
                List.of(
                        "{\"prompt\": \"Name milk.\"}",
                        "{\"prompt\": \"" + "tea, ".repeat(60) + "\"}",
                        "{\"prompt\": \"Name tea.\"}"));
        List<PromptRequest> requests =
                learners.guardPrompts(settings, Map.of(RunPlan.POLICY, sft), Map.of("guardPrompts", rows));
        assertThat(requests).extracting(PromptRequest::promptIndex).containsExactly(0, 2);
        assertThat(requests).extracting(PromptRequest::seed).doesNotHaveDuplicates();
        assertThat(requests).extracting(PromptRequest::sampling).containsOnly(Sampling.plain(0.7, 8));
        assertThat(learners.plan(RunKind.PPO, settings).guardTolerance()).hasValue(0);
    }

    /** From what SFT published: rows that teach nothing are counted, and a set of nothing else is refused. */
    private static void dpoLeavesOutWhatTeachesNothing(TorchLearners learners, Path sft, Path directory)
            throws IOException {
        String dpo = "{\"output\": \"dpo\", \"policy\": \"sft\", \"data\": \"" + NOWHERE + "\"}";
        Map<String, Path> policy = Map.of(RunPlan.POLICY, sft);
        String tied = "{\"prompt\": \"Name tea.\", \"outputs\": [\"Yes.\", \"No.\"], \"ranking\": [[0, 1]]}";
        String endless = "{\"prompt\": \"Name tea.\", \"outputs\": [\"" + "tea, ".repeat(60)
                + "\", \"No.\"], \"ranking\": [[0], [1]]}";
        Path mixed = directory.resolve("mixed.jsonl");
        Files.write(
                mixed,
                Stream.concat(Files.readAllLines(comparisons(directory)).stream(), Stream.of(tied, tied, endless))
                        .toList());
        try (var learner = (StepLearner) learners.create(RunKind.DPO, dpo, policy, Map.of("data", mixed))) {
            assertThat(learner.step(0).metrics())
                    .containsEntry("rankings_all_tied", 2.0)
                    .containsEntry("rows_too_long", 1.0);
        }
        Path nothing = Files.write(directory.resolve("nothing.jsonl"), List.of(tied, endless));
        assertThatThrownBy(() -> learners.create(RunKind.DPO, dpo, policy, Map.of("data", nothing)))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATASET_EMPTY))
                .hasMessageContaining("1 are tied throughout, 1 do not fit the context");
    }

    private static void aSecondRoundStartsWhereThisOneEnded(
            TorchLearners learners, RolloutLearner first, String settings, Path sft, Path reward, Path directory)
            throws IOException {
        Path ended = Files.createDirectory(directory.resolve("first-round"));
        first.writeModel(ended);
        String second = settings.replace(
                "\"policy\": \"sft\"", "\"policy\": \"ppo\", \"reference\": \"sft\", \"value\": \"newest-rm\"");
        assertThat(learners.plan(RunKind.PPO, second).models())
                .extractingFromEntries(
                        model -> model.getKey() + " " + model.getValue().name().name())
                .containsExactlyInAnyOrder("policy ppo", "reference sft", "value newest-rm");
        try (var learner = (RolloutLearner) learners.create(
                RunKind.PPO,
                second,
                Map.of("policy", ended, "reference", sft, "value", reward),
                Map.of("prompts", prompts(directory)))) {
            assertThat(learner.prompts(0)).hasSize(4);
        }
    }

    @Test
    void aRunThatMeasuresAnswersAgainstEachOtherReadsNoValueModel() {
        String settings =
                "{\"output\": \"rloo\", \"policy\": \"sft\", \"rewards\": [{\"name\": \"rm\"}], \"prompts\": \""
                        + NOWHERE + "\", \"advantages\": \"rloo\", \"samplesPerPrompt\": 4}";
        assertThat(learners(OptionalLong.empty()).plan(RunKind.PPO, settings).models())
                .containsOnlyKeys("policy");
    }

    private static void answersKeepTheTokensOfTheirPrompt(Path model) {
        try (var encoder = new ConversationEncoder(model);
                var tokenizer = Tokenizer.open(model)) {
            int[] prompt = encoder.prompt(Conversation.of("Name milk."));
            TokenSequence answered = encoder.answered(Conversation.of("Name milk."), "Milk.");
            assertThat(Arrays.copyOf(answered.tokens(), prompt.length)).isEqualTo(prompt);
            assertThat(answered.learntFrom()).isEqualTo(prompt.length);
            assertThat(answered.tokens()[answered.length() - 1])
                    .isEqualTo(tokenizer.eosTokenId().orElseThrow());
            assertThat(prompt)
                    .isEqualTo(ChatTemplate.open(model).encodePrompt(tokenizer, List.of(Message.user("Name milk."))));
        }
    }

    private static String base() {
        return """
                {"output": "base", "data": "%s", "batchSize": 4, "sequenceLength": 32,
                 "architecture": {"vocabularySize": 300, "hiddenSize": 32, "intermediateSize": 64, "layers": 2, "heads": 2,
                                  "keyValueHeads": 1, "maxPositions": 64}}
                """.formatted(NOWHERE);
    }

    private static Path steps(
            TorchLearners learners,
            RunKind kind,
            String settings,
            Map<String, Path> models,
            Map<String, Path> data,
            Path directory)
            throws IOException {
        learners.plan(kind, settings);
        Path published = Files.createDirectory(directory.resolve(kind.name()));
        try (var learner = (StepLearner) learners.create(kind, settings, models, data)) {
            assertThat(learner.totalSteps()).isPositive();
            for (long i = 0; i < Math.min(3, learner.totalSteps()); i++) {
                assertThat(learner.step(i).metrics().get("loss")).isFinite();
            }
            learner.writeModel(published);
        }
        aLossAboveItsLimitIsNotLearntFrom(learners, kind, settings, models, data);
        aRunThatDoesNotFitIsRefusedWithoutItsWeights(kind, settings, models, data, directory);
        return published;
    }

    private static TorchLearners learners(OptionalLong memory) {
        return new TorchLearners("cpu", 2, "default", MemoryGuard.of(MemoryCheck.REFUSE, "cpu", memory));
    }

    private static void aRunThatDoesNotFitIsRefusedWithoutItsWeights(
            RunKind kind, String settings, Map<String, Path> models, Map<String, Path> data, Path directory)
            throws IOException {
        Map<String, Path> shapes = new HashMap<>();
        for (var model : models.entrySet()) {
            Path shape = Files.createTempDirectory(directory, "shape");
            try (Stream<Path> files = Files.list(model.getValue())) {
                for (Path file : files.filter(file -> !file.toString().endsWith(".safetensors"))
                        .toList()) {
                    Files.copy(file, shape.resolve(file.getFileName()));
                }
            }
            shapes.put(model.getKey(), shape);
        }
        learners(OptionalLong.empty()).requireMemory(kind, settings, shapes, data);
        assertThatThrownBy(() -> learners(OptionalLong.of(100_000)).requireMemory(kind, settings, shapes, data))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RUN_TOO_LARGE))
                .hasMessageContaining("weights ");
    }

    private static void aLossAboveItsLimitIsNotLearntFrom(
            TorchLearners learners, RunKind kind, String settings, Map<String, Path> models, Map<String, Path> data) {
        String strict = settings.strip().replaceFirst("}$", ", \"lossLimit\": 0.001}");
        try (var learner = (StepLearner) learners.create(kind, strict, models, data)) {
            assertThatThrownBy(() -> learner.step(0))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOSS_EXPLODED));
        }
    }

    private static Path texts(Path directory) throws IOException {
        return rows(
                directory, "texts", thing -> "{\"text\": \"We need " + thing + ". Buy some " + thing + " today.\"}");
    }

    private static Path demonstrations(Path directory) throws IOException {
        return rows(
                directory,
                "demonstrations",
                thing -> "{\"prompt\": \"Name " + thing + ".\", \"response\": \"It is " + thing + ".\"}");
    }

    private static Path comparisons(Path directory) throws IOException {
        return rows(
                directory,
                "comparisons",
                thing -> "{\"prompt\": \"Name " + thing + ".\", \"outputs\": [\"It is " + thing
                        + ".\", \"No.\", \"What?\"], \"ranking\": [[0], [1, 2]]}");
    }

    private static Path prompts(Path directory) throws IOException {
        return rows(directory, "prompts", thing -> "{\"prompt\": \"Name " + thing + ".\"}");
    }

    private interface Row {
        String of(String thing);
    }

    private static Path rows(Path directory, String name, Row row) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            lines.add(
                    row.of(THINGS.get(i % THINGS.size()) + (name.equals("texts") ? " and " + THINGS.get(i / 10) : "")));
        }
        return Files.write(directory.resolve(name + ".jsonl"), lines);
    }
}
