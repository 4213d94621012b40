package macaw.trainer.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.Failure;
import macaw.records.Fingerprints;
import macaw.records.Prompt;
import macaw.records.Rollout;
import macaw.records.RunKind;
import macaw.records.ScoredRollout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run makes of services that lose, fail and repeat: the same weights as with services that do not. */
class RolloutRunTest {
    @TempDir
    Path folder;

    private World calm;

    /** What the services make of the n-th asking for a rollout. */
    private interface Services extends BiFunction<Prompt, Integer, List<ScoredRollout>> {}

    @BeforeEach
    void trainCalmly() throws IOException {
        calm = new World(folder.resolve("calm"), RunKind.PPO, 0);
        calm.train(Effects.calm());
    }

    private World world(Services services) throws IOException {
        Map<String, Integer> asked = new HashMap<>();
        return new World(
                folder.resolve("rough"),
                RunKind.PPO,
                0,
                prompt -> services.apply(prompt, asked.merge(prompt.rolloutId(), 1, Integer::sum)),
                hurrying());
    }

    /** Time flies: each look at the clock is half a second later. */
    private static InstantSource hurrying() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        return () -> now.updateAndGet(instant -> instant.plus(Duration.ofMillis(500)));
    }

    private static ScoredRollout failed(Prompt prompt, ErrorCode code) {
        Failure failure = Failure.of(new CodedException(code, "because"));
        return new ScoredRollout(new Rollout(prompt, Fingerprints.of(prompt), prompt.policy(), failure), failure);
    }

    @Test
    void whatIsLostIsAskedForAgainUnderTheSameId() throws IOException {
        World world =
                world((prompt, asked) -> prompt.promptIndex() == 1 && asked == 1 ? List.of() : World.answer(prompt));
        world.train(Effects.calm());
        assertThat(world.models()).isEqualTo(calm.models());
        assertThat(world.topics.asked()).hasSize(HashLearner.ITERATIONS * (HashLearner.PROMPTS + 1));
    }

    @Test
    void aFailureThatPassesIsAskedForAgain() throws IOException {
        World world = world((prompt, asked) -> prompt.promptIndex() == 0 && asked < 3
                ? List.of(failed(prompt, ErrorCode.OVERLOADED))
                : World.answer(prompt));
        world.train(Effects.calm());
        assertThat(world.models()).isEqualTo(calm.models());
    }

    @Test
    void whatComesTwiceIsTrainedOnce() throws IOException {
        World world = world((prompt, asked) ->
                List.of(World.answer(prompt).getFirst(), World.answer(prompt).getFirst()));
        world.train(Effects.calm());
        assertThat(world.models()).isEqualTo(calm.models());
    }

    @Test
    void aFailureThatStaysLeavesTheBatchAndDoesNotHoldTheRun() throws IOException {
        World world = world((prompt, asked) ->
                prompt.promptIndex() == 2 ? List.of(failed(prompt, ErrorCode.PROMPT_TOO_LONG)) : World.answer(prompt));
        world.train(Effects.calm());
        assertThat(world.models()).hasSize(HashLearner.ITERATIONS);
        assertThat(world.topics.asked()).hasSize(HashLearner.ITERATIONS * HashLearner.PROMPTS);
    }

    @Test
    void aRolloutThatIsLostAgainAndAgainHoldsTheRunForAPerson() throws IOException {
        World world = world((prompt, asked) -> prompt.promptIndex() == 1 ? List.of() : World.answer(prompt));
        assertThatThrownBy(() -> world.train(Effects.calm()))
                .hasMessageContaining("was asked for 3 times")
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(Verdict.on(e)).isInstanceOf(Verdict.Hold.class));
        assertThat(world.models()).isEmpty();
    }
}
