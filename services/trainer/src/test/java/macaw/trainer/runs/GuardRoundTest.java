package macaw.trainer.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalDouble;
import macaw.artefacts.Aliases;
import macaw.artefacts.VersionKind;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.Fingerprints;
import macaw.records.Prompt;
import macaw.records.Rollout;
import macaw.records.RunKind;
import macaw.records.Score;
import macaw.records.ScoredRollout;
import macaw.records.Scores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardRoundTest {
    private static final int FIRST_GUARD_ITERATION = HashLearner.ITERATIONS;

    @TempDir
    Path folder;

    @Test
    void aPolicyThatScoresAsWellAsItsPredecessorGetsTheAlias() throws IOException {
        World world = world(2.0, 0);
        world.train(Effects.calm());
        assertThat(alias(world)).isEqualTo("default/out@4");
        List<Prompt> guards = world.topics.asked().stream()
                .filter(prompt -> prompt.iteration() >= FIRST_GUARD_ITERATION)
                .toList();
        assertThat(guards).hasSize(2 * HashLearners.GUARD_PROMPTS);
        assertThat(guards)
                .extracting(prompt -> prompt.policy() + " " + prompt.seed())
                .containsExactlyInAnyOrder(
                        "default/sft@1 10", "default/sft@1 30", "default/out@4 10", "default/out@4 30");
        assertThat(world.trained())
                .as("nothing of it is trained on")
                .hasSize(HashLearner.ITERATIONS * HashLearner.PROMPTS);
    }

    @Test
    void aPolicyThatScoresBelowItIsHeldBackHoweverOftenItIsTakenUp() throws IOException {
        World world = world(1.0, 0.4);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> world.train(Effects.calm()))
                    .isInstanceOfSatisfying(CodedException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.GUARD_FAILED);
                        assertThat(Verdict.on(e)).isInstanceOf(Verdict.Hold.class);
                    })
                    .hasMessageContaining(
                            "default/out@4 scores 1.0000 on the guard prompts, default/sft@1 before it scored 1.5000: more than 0.4 less");
            assertThat(new Aliases(world.store).find(VersionKind.POLICY, "default", "best"))
                    .isEmpty();
        }
        assertThat(world.topics.asked().stream().map(Prompt::rolloutId).distinct())
                .as("what is in the topic is not asked for again")
                .hasSameSizeAs(world.topics.asked());
    }

    @Test
    void withinTheToleranceItPasses() throws IOException {
        World world = world(1.0, 0.5);
        world.train(Effects.calm());
        assertThat(alias(world)).isEqualTo("default/out@4");
    }

    /** The first policy scores 1 and 2 on the two guard prompts, the last one the same on both. */
    private World world(double last, double tolerance) throws IOException {
        World world = new World(
                folder,
                RunKind.PPO,
                0,
                prompt -> prompt.iteration() < FIRST_GUARD_ITERATION
                        ? World.answer(prompt)
                        : List.of(scored(
                                prompt, prompt.policy().name().equals("sft") ? 1.0 + prompt.promptIndex() : last)),
                InstantSource.system());
        world.guardTolerance = OptionalDouble.of(tolerance);
        return world;
    }

    private static ScoredRollout scored(Prompt prompt, double score) {
        ScoredRollout answered = World.answer(prompt).getFirst();
        return new ScoredRollout(
                new Rollout(
                        prompt,
                        Fingerprints.of(prompt),
                        prompt.policy(),
                        answered.rollout().outcome()),
                new Scores(List.of(new Score(prompt.rewards().getFirst().reward(), score, 1))));
    }

    private static String alias(World world) {
        return new Aliases(world.store)
                .find(VersionKind.POLICY, "default", "best")
                .orElseThrow()
                .toString();
    }
}
