package macaw.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.ModelHead;
import macaw.torch.Aten;
import macaw.torch.Lanes;
import macaw.trainer.learning.LanguageModelling;
import macaw.trainer.learning.TinyModels;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.learning.TrainableModels;
import macaw.trainer.learning.TrainedModel;
import macaw.trainer.settings.PpoSettings;
import org.junit.jupiter.api.Test;

/** At the first pass the policy is the proximal one to the bit, or something is wrong with tokens, positions, temperature or weights. */
class FirstRatioTest {
    private static final PpoSettings SETTINGS =
            TinyRollouts.settings(2, 1, 2, ", \"samplesPerPrompt\": 2, \"advantages\": \"grpo\"");

    @Test
    void aProximalLogProbabilityThatIsAnothersEndsTheStep() {
        List<Experience> rollouts = List.of(rollout(0, 30, 31, 2), rollout(1, 40, 2));
        try (var aten = new Aten(TinyRollouts.ENGINE);
                var policy = new TrainedModel(
                        TinyRollouts.ENGINE,
                        aten,
                        TrainableModels.open(
                                TinyRollouts.ENGINE, aten, TinyModels.causal(), ModelHead.CAUSAL_LM, SETTINGS.run()),
                        SETTINGS.optimizer(),
                        1)) {
            var updater = new PolicyUpdater(
                    TinyRollouts.ENGINE,
                    SETTINGS,
                    policy,
                    PretrainingMix.none(new LanguageModelling(TinyRollouts.ENGINE, policy.model(), 2)));
            RolloutEvaluation evaluation = new Evaluator(
                            TinyRollouts.ENGINE, policy.model(), policy.model(), Optional.empty(), 1, Lanes.one())
                    .of(
                            rollouts,
                            UpdateBatches.microbatches(SETTINGS, 0, 0, rollouts),
                            KeptPasses.none(),
                            KeptPasses.none());
            evaluation.proximal().get(1)[0] = Math.nextUp(evaluation.proximal().get(1)[0]);

            assertThatThrownBy(() ->
                            updater.train(batches(rollouts, evaluation), 0, KeptPasses.none(), new UpdateStatistics()))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
                    .hasMessageContaining("ratio must be 1 to the bit");
        }
    }

    private static UpdateBatches batches(List<Experience> rollouts, RolloutEvaluation evaluation) {
        var targets = new TrainingTargets(
                List.of(new float[] {1, 1, 1}, new float[] {-1, -1}),
                List.of(new float[] {1, 1, 1}, new float[] {1, 1}),
                List.of(new float[0], new float[0]),
                false);
        return new UpdateBatches(SETTINGS, 0, rollouts, evaluation, targets);
    }

    private static Experience rollout(int index, int... answer) {
        return new Experience(
                "r" + index,
                0,
                TokenSequence.of(new int[] {1, 20}, answer),
                new float[answer.length],
                0,
                0,
                true,
                false);
    }
}
