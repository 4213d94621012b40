package macaw.trainer.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import macaw.languagemodel.ChatTemplate;
import macaw.languagemodel.Message;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelHead;
import macaw.languagemodel.Tokenizer;
import macaw.records.RunKind;
import macaw.trainer.datasets.Conversation;
import macaw.trainer.learning.ConversationEncoder;
import macaw.trainer.learning.RolloutLearner;
import macaw.trainer.learning.StepLearner;
import macaw.trainer.learning.TokenSequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From plain text to the start of PPO: what one learner publishes, the next one opens. */
class CycleOfLearnersTest {
    private static final List<String> THINGS = List.of("tea", "milk", "bread", "plums", "salt", "rice");
    private static final String NOWHERE = "sha256:" + "0".repeat(64);

    @Test
    void whatOneLearnerPublishesTheNextOneOpens(@TempDir Path directory) throws IOException {
        var learners = new TorchLearners("cpu", 2, "default");
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
        String ppo = "{\"output\": \"ppo\", \"policy\": \"sft\", \"rewards\": [{\"name\": \"rm\"}], \"prompts\": \""
                + NOWHERE + "\", \"promptsPerIteration\": 4, \"maxTokens\": 8}";
        try (var learner = (RolloutLearner) learners.create(
                RunKind.PPO, ppo, Map.of("policy", sft, "value", reward), Map.of("prompts", prompts(directory)))) {
            assertThat(learner.prompts(0))
                    .hasSize(4)
                    .allSatisfy(request -> assertThat(request.tokens().size()).isGreaterThan(3));
            aSecondRoundStartsWhereThisOneEnded(learners, learner, ppo, sft, reward, directory);
        }
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
        assertThat(new TorchLearners("cpu", 2, "default")
                        .plan(RunKind.PPO, settings)
                        .models())
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
        return published;
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
