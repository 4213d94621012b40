package macaw.trainer.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.ModelSize;
import macaw.trainer.memory.MemoryEstimate.Term;
import macaw.trainer.settings.DpoSettings;
import macaw.trainer.settings.PpoSettings;
import macaw.trainer.settings.RewardSettings;
import macaw.trainer.settings.SettingsReader;
import macaw.trainer.settings.SftSettings;
import org.junit.jupiter.api.Test;

class RunMemoryTest {
    /**
     * Embedding 100·16, tied; in each of 2 layers q and o 16·16, k and v 8·16, the feed-forward 3·16·32 and 2 norms of 16; a last norm of 16: 6,288
     * numbers. A block keeps 4·16 + (2·16 + 2·8 + 3·16) + 6·32 = 352 numbers a token.
     */
    private static final ModelConfig SMALL = ModelConfig.llama(100, 16, 32, 2, 2, 1, 64, true, 1, 2, 0);

    private static final ModelConfig LLAMA_47M = ModelConfig.llama(16384, 512, 1408, 12, 8, 8, 512, true, 1, 2, 0);

    private static final ModelConfig SMOLLM2_135M = ModelConfig.llama(49152, 576, 1536, 30, 9, 3, 8192, true, 1, 2, 0);

    @Test
    void everythingThatIsTrainedHasGradientsMomentsAndItsBestWeights() {
        assertThat(RunMemory.of(sft("\"microbatchSize\": 4, \"packing\": 0"), SMALL, 10)
                        .terms())
                .containsExactly(
                        new Term("weights", 4 * 6288),
                        new Term("Adam moments", 8 * 6288),
                        new Term("best weights", 4 * 6288),
                        new Term("gradients", 4 * 6288),
                        new Term("activations of a microbatch of 40 tokens", 4 * 40 * (2 * 352 + 2 * 16)),
                        new Term("a chunk of logits", 3 * 4 * 40 * 100),
                        // a third of gradients, activations and logits
                        new Term("fragments", (4 * 6288 + 4 * 40 * (2 * 352 + 2 * 16) + 3 * 4 * 40 * 100) / 3),
                        new Term("the process", 200_000_000));
    }

    @Test
    void checkpointedBlocksKeepTheirInputsAndOneBlock() {
        assertThat(RunMemory.of(
                                sft("\"microbatchSize\": 4, \"packing\": 0, \"gradientCheckpointing\": true"),
                                SMALL,
                                10)
                        .terms())
                .contains(new Term("activations of a microbatch of 40 tokens", 4 * 40 * (352 + 4 * 16)));
    }

    @Test
    void packedRowsAreAsLongAsTheyMayBe() {
        assertThat(RunMemory.of(sft("\"microbatchSize\": 4, \"packing\": 32"), SMALL, 10)
                        .terms())
                .extracting(Term::what)
                .contains("activations of a microbatch of 128 tokens");
    }

    @Test
    void pretrainingTextFillsTheContextOfPpoAndTheRowsOfSft() {
        assertThat(RunMemory.of(
                                sft(
                                        "\"microbatchSize\": 4, \"packing\": 33, \"pretrainingShare\": 0.1, \"pretrainingData\": \"sha256:0\""),
                                SMALL,
                                10)
                        .terms())
                .extracting(Term::what)
                .contains("activations of a microbatch of 132 tokens");
        assertThat(RunMemory.of(
                                ppo(
                                        4,
                                        ", \"pretrainingCoefficient\": 1, \"pretrainingData\": \"sha256:0\", \"pretrainingBatchSize\": 3"),
                                SMALL,
                                Optional.empty(),
                                10)
                        .terms())
                .extracting(Term::what)
                .contains("activations of a microbatch of 192 tokens");
    }

    @Test
    void adaptersLeaveTheWeightsFrozenInTheirOwnFormat() {
        // q_proj: A [2, 16] and B [16, 2] in each of 2 layers
        String lora = "\"lora\": {\"rank\": 2, \"targets\": [\"q_proj\"]}, \"frozenWeights\": \"bf16\"";
        assertThat(RunMemory.of(dpo(lora), SMALL, 2, 10).terms())
                .contains(
                        new Term("frozen weights", 2 * 6288),
                        new Term("adapters", 4 * 128),
                        new Term("Adam moments", 8 * 128),
                        new Term("gradients", 4 * 128))
                .extracting(Term::what)
                .doesNotContain("reference");
        assertThat(RunMemory.of(dpo(lora + ", \"reference\": \"other\""), SMALL, 2, 10)
                        .terms())
                .contains(new Term("reference", 2 * 6288));
    }

    @Test
    void promptsGoThroughTheModelWithAllTheirOutputs() {
        var settings = SettingsReader.read(
                "{\"output\": \"rm\", \"model\": \"sft\", \"data\": \"sha256:0\", \"batchSize\": 3}",
                RewardSettings.class);
        assertThat(RunMemory.of(settings, SMALL, 4, 6, 10).terms())
                .contains(
                        new Term("weights", 4 * (6288 + 16)),
                        // 3 prompts of 6 tokens, each with 4 answers of 4
                        new Term("activations of a microbatch of 66 tokens", 4 * 66 * (2 * 352 + 2 * 16)));
    }

    /** docs/ppo.md, "Memory". */
    @Test
    void theEstimateIsALittleAboveWhatPpoWasSeenToTake() {
        assertThat(ModelSize.parameters(SMOLLM2_135M)).isEqualTo(134_515_008);
        assertThat((double) ppo(SMOLLM2_135M, 4, false).bytes()).isBetween(5.6e9, 5.6e9 * 1.05);
        assertThat((double) ppo(SMOLLM2_135M, 16, false).bytes()).isBetween(7.9e9, 7.9e9 * 1.05);
        assertThat((double) ppo(LLAMA_47M, 4, false).bytes()).isBetween(2.11e9, 2.11e9 * 1.05);
        assertThat((double) ppo(LLAMA_47M, 16, false).bytes()).isBetween(2.84e9, 2.84e9 * 1.15);
        assertThat((double) ppo(LLAMA_47M, 8, true).bytes()).isBetween(3.31e9, 3.31e9 * 1.05);
    }

    @Test
    void modelsThatAreTrainedTogetherHoldTheirGradientsAndActivationsTogether() {
        MemoryEstimate together = ppo(SMOLLM2_135M, 16, true);
        assertThat(together.terms())
                .extracting(Term::what)
                .containsOnlyOnce("policy's gradients", "value model's gradients")
                .containsSequence(
                        "activations of a microbatch of 1280 tokens", "activations of a microbatch of 1280 tokens");
        long gradients = 4 * ModelSize.parameters(SMOLLM2_135M);
        long activations = 4 * 1280 * ModelSize.activations(SMOLLM2_135M, false);
        assertThat(together.bytes() - ppo(SMOLLM2_135M, 16, false).bytes())
                .isBetween(gradients + activations, (gradients + activations) * 3 / 2);
    }

    private static MemoryEstimate ppo(ModelConfig model, int microbatch, boolean together) {
        return RunMemory.of(ppo(microbatch, ", \"modelsTogether\": " + together), model, Optional.empty(), 80);
    }

    private static PpoSettings ppo(int microbatch, String more) {
        return SettingsReader.read(
                "{\"output\": \"ppo\", \"policy\": \"sft\", \"prompts\": \"sha256:0\", \"rewards\": [{\"name\": \"rm\"}], \"microbatchSize\": "
                        + microbatch + more + "}",
                PpoSettings.class);
    }

    private static SftSettings sft(String more) {
        return SettingsReader.read(
                "{\"output\": \"sft\", \"model\": \"base\", \"data\": \"sha256:0\", " + more + "}", SftSettings.class);
    }

    private static DpoSettings dpo(String more) {
        return SettingsReader.read(
                "{\"output\": \"dpo\", \"policy\": \"sft\", \"data\": \"sha256:0\", " + more + "}", DpoSettings.class);
    }
}
