package macaw.cli.rollouts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import macaw.cli.rollouts.RolloutStory.Happening;
import macaw.cli.rollouts.RolloutStory.State;
import macaw.v1.Completion;
import macaw.v1.Failure;
import macaw.v1.FinishReason;
import macaw.v1.Progress;
import macaw.v1.Prompt;
import macaw.v1.Rollout;
import macaw.v1.Run;
import macaw.v1.RunState;
import macaw.v1.Score;
import macaw.v1.ScoredRollout;
import macaw.v1.Scores;
import macaw.v1.VersionPublished;
import macaw.v1.VersionRef;
import org.junit.jupiter.api.Test;

class RolloutStoryTest {
    private static final RolloutId ID =
            RolloutId.parse("my.run.000003.000005.001").orElseThrow();
    private static final Rollout WRITTEN = Rollout.newBuilder()
            .setPolicy(version("tiny", 4))
            .setCompletion(
                    Completion.newBuilder().addTokens(1).addTokens(2).setFinishReason(FinishReason.FINISH_REASON_EOS))
            .build();
    private static final ScoredRollout SCORED = ScoredRollout.newBuilder()
            .setScores(Scores.newBuilder()
                    .addScores(Score.newBuilder().setReward(version("good", 1)).setValue(0.5)))
            .build();

    @Test
    void anIdSaysWhoseItIs() {
        assertThat(ID).isEqualTo(new RolloutId("my.run.000003.000005.001", "my.run", 3, 5, 1));
        assertThat(RolloutId.parse("my.run")).isEmpty();
        assertThat(RolloutId.parse("run.000003.000005")).isEmpty();
    }

    @Test
    void oneThatWasTrainedIsToldToItsVersion() {
        RolloutStory story = story(
                List.of(1L), List.of(WRITTEN), List.of(SCORED), run(RunState.RUN_STATE_RUNNING, 4), version(7), 9, 9);
        assertThat(story.state()).isEqualTo(State.TRAINED);
        assertThat(story.outcome()).isEqualTo("iteration 3 was trained, out@7 came of it");
        assertThat(story.trace()).contains("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(story.happenings())
                .extracting(Happening::what)
                .satisfiesExactly(
                        asked -> assertThat(asked).startsWith("asked for by epoch 1"),
                        written -> assertThat(written).isEqualTo("tiny@4 wrote 2 tokens, ended by eos"),
                        scored -> assertThat(scored).isEqualTo("good@1 scored it 0.5000"),
                        trained ->
                                assertThat(trained).isEqualTo("iteration 3 was trained with it: out@7 is published"));
    }

    @Test
    void aVersionThatIsNotToldOfAnyMoreDoesNotMakeItUntrained() {
        RolloutStory story = story(
                List.of(1L),
                List.of(WRITTEN),
                List.of(SCORED),
                run(RunState.RUN_STATE_FINISHED, 4),
                Optional.empty(),
                9,
                9);
        assertThat(story.state()).isEqualTo(State.TRAINED);
    }

    @Test
    void oneThatWaitsIsToldWhereAndBehindHowMany() {
        Optional<Seen<Run>> running = run(RunState.RUN_STATE_RUNNING, 3);
        RolloutStory atGenerator = story(List.of(10L), List.of(), List.of(), running, Optional.empty(), 7, 0);
        assertThat(atGenerator.state()).isEqualTo(State.AT_GENERATOR);
        assertThat(atGenerator.outcome())
                .isEqualTo("it waits for a generator, with 3 records of its partition before it; its run is running");
        RolloutStory atReward = story(List.of(10L), List.of(WRITTEN), List.of(), running, Optional.empty(), 11, 100);
        assertThat(atReward.state()).isEqualTo(State.AT_REWARD);
        assertThat(atReward.outcome()).isEqualTo("it waits for a reward service; its run is running");
        RolloutStory scored =
                story(List.of(10L), List.of(WRITTEN), List.of(SCORED), running, Optional.empty(), 11, 101);
        assertThat(scored.state()).isEqualTo(State.SCORED);
    }

    @Test
    void oneThatAServiceHasPassedIsLostUntilItIsAskedForAgain() {
        Optional<Seen<Run>> running = run(RunState.RUN_STATE_RUNNING, 3);
        assertThat(story(List.of(10L), List.of(), List.of(), running, Optional.empty(), 11, 0)
                        .state())
                .isEqualTo(State.LOST);
        assertThat(story(List.of(10L, 12L), List.of(), List.of(), running, Optional.empty(), 11, 0)
                        .state())
                .isEqualTo(State.AT_GENERATOR);
        assertThat(story(
                                List.of(10L),
                                List.of(),
                                List.of(),
                                run(RunState.RUN_STATE_CANCELLED, 3),
                                Optional.empty(),
                                11,
                                0)
                        .state())
                .isEqualTo(State.ABANDONED);
    }

    @Test
    void aFailureThatAskingAgainMendsDoesNotCountAndTheFirstOfTwoAnswersDoes() {
        ScoredRollout away = failed("STORE_UNAVAILABLE", true);
        Optional<Seen<Run>> running = run(RunState.RUN_STATE_RUNNING, 3);
        assertThat(story(List.of(1L), List.of(WRITTEN), List.of(away), running, Optional.empty(), 9, 200)
                        .state())
                .isEqualTo(State.TO_BE_ASKED_AGAIN);
        RolloutStory mended = story(
                List.of(1L, 2L),
                List.of(WRITTEN, WRITTEN),
                List.of(away, SCORED, SCORED),
                running,
                Optional.empty(),
                9,
                200);
        assertThat(mended.state()).isEqualTo(State.SCORED);
        assertThat(mended.happenings())
                .extracting(Happening::what)
                .anyMatch(what -> what.startsWith("asked for again"))
                .anyMatch(what -> what.startsWith("a duplicate, the same again: tiny@4"))
                .filteredOn(what -> what.startsWith("a duplicate, the first counts"))
                .hasSize(1);
    }

    @Test
    void oneThatFailedForGoodLeavesItsBatch() {
        RolloutStory story = story(
                List.of(1L),
                List.of(),
                List.of(failed("PROMPT_TOO_LONG", false)),
                run(RunState.RUN_STATE_RUNNING, 4),
                version(7),
                9,
                200);
        assertThat(story.state()).isEqualTo(State.FAILED);
        assertThat(story.outcome())
                .isEqualTo(
                        "it failed and leaves its batch: PROMPT_TOO_LONG; without it iteration 3 was trained, out@7 came of it");
        assertThat(story.happenings().getLast().what()).startsWith("iteration 3 was trained without it");
    }

    private static RolloutStory story(
            List<Long> prompts,
            List<Rollout> rollouts,
            List<ScoredRollout> scored,
            Optional<Seen<Run>> run,
            Optional<Seen<VersionPublished>> version,
            long generators,
            long rewards) {
        Prompt prompt = Prompt.newBuilder().setRunEpoch(1).build();
        return RolloutStory.of(
                ID,
                new Found(
                        prompts.stream()
                                .map(offset -> seen("prompts", offset, offset, prompt))
                                .toList(),
                        inOrder("rollouts", rollouts, 100),
                        inOrder("scored-rollouts", scored, 200),
                        List.of(),
                        run,
                        version,
                        OptionalLong.of(generators),
                        OptionalLong.of(rewards)));
    }

    private static <T> List<Seen<T>> inOrder(String topic, List<T> values, int first) {
        return java.util.stream.IntStream.range(0, values.size())
                .mapToObj(i -> seen(topic, first + i, first + i, values.get(i)))
                .toList();
    }

    private static <T> Seen<T> seen(String topic, long offset, long second, T value) {
        return new Seen<>(topic, 3, offset, Instant.ofEpochSecond(second), "4bf92f3577b34da6a3ce929d0e0e4736", value);
    }

    private static Optional<Seen<Run>> run(RunState state, int step) {
        return Optional.of(seen(
                "runs",
                0,
                900,
                Run.newBuilder()
                        .setState(state)
                        .setProgress(Progress.newBuilder().setStep(step))
                        .build()));
    }

    private static Optional<Seen<VersionPublished>> version(int number) {
        return Optional.of(seen(
                "policy-versions",
                0,
                900,
                VersionPublished.newBuilder().setVersion(version("out", number)).build()));
    }

    private static VersionRef version(String name, int number) {
        return VersionRef.newBuilder().setName(name).setNumber(number).build();
    }

    private static ScoredRollout failed(String code, boolean retryable) {
        return ScoredRollout.newBuilder()
                .setFailure(Failure.newBuilder()
                        .setCode(code)
                        .setMessage("so it is")
                        .setRetryable(retryable))
                .build();
    }
}
