package macaw.cli.rollouts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import macaw.v1.Failure;
import macaw.v1.Prompt;
import macaw.v1.Rollout;
import macaw.v1.Run;
import macaw.v1.RunState;
import macaw.v1.ScoredRollout;
import macaw.v1.VersionPublished;
import macaw.v1.VersionRef;

/**
 * A rollout's life in order, and where it stands.
 *
 * @param state where it stands
 * @param outcome the same in a sentence
 */
public record RolloutStory(
        RolloutId id, State state, String outcome, Optional<String> trace, List<Happening> happenings) {
    /** Where a rollout stands. */
    public enum State {
        /** A generator has yet to write it. */
        AT_GENERATOR,
        /** A reward service has yet to score it. */
        AT_REWARD,
        /** A service has passed it and nothing came; its run asks again. */
        LOST,
        /** It failed in a way that asking again can mend. */
        TO_BE_ASKED_AGAIN,
        /** It is scored, and its iteration is not trained. */
        SCORED,
        /** It failed for good and leaves its batch. */
        FAILED,
        /** Its iteration was trained with it. */
        TRAINED,
        /** Its run has ended without it. */
        ABANDONED
    }

    /**
     * Something that happened to it.
     *
     * @param at when
     * @param place topic, partition and offset of the record that says so
     * @param what in a sentence
     */
    public record Happening(Instant at, String place, String what) {}

    /** Tells it. */
    public static RolloutStory of(RolloutId id, Found found) {
        List<Happening> all = new ArrayList<>();
        for (int i = 0; i < found.prompts().size(); i++) {
            Seen<Prompt> each = found.prompts().get(i);
            add(all, each, (i == 0 ? "asked for by " : "asked for again by ") + asked(each.value()));
        }
        for (int i = 0; i < found.rollouts().size(); i++) {
            Seen<Rollout> each = found.rollouts().get(i);
            String again = i == 0
                    ? ""
                    : found.rollouts().getFirst().value().equals(each.value())
                            ? "a duplicate, the same again: "
                            : "another one under the same id: ";
            add(all, each, again + written(each.value()));
        }
        Optional<Seen<ScoredRollout>> kept = kept(found);
        for (Seen<ScoredRollout> each : found.scored()) {
            boolean later = kept.isPresent() && each.offset() > kept.get().offset();
            add(all, each, (later ? "a duplicate, the first counts: " : "") + scored(each.value()));
        }
        found.letters().forEach(each -> add(all, each, "not readable, went to dead-letter: " + each.value()));
        boolean answers = kept.isPresent() && kept.get().value().hasScores();
        found.version()
                .ifPresent(each -> add(
                        all,
                        each,
                        "iteration " + id.iteration() + " was trained " + (answers ? "with" : "without") + " it: "
                                + name(each.value().getVersion()) + " is published"));
        all.sort(Comparator.comparing(Happening::at));
        return told(id, found, kept, List.copyOf(all));
    }

    private static RolloutStory told(
            RolloutId id, Found found, Optional<Seen<ScoredRollout>> kept, List<Happening> happenings) {
        String training = training(id, found);
        boolean trained = !training.isEmpty();
        State state;
        String outcome;
        if (kept.isPresent() && kept.get().value().hasScores()) {
            state = trained ? State.TRAINED : ended(found) ? State.ABANDONED : State.SCORED;
            outcome = trained ? training : "it is scored; iteration " + id.iteration() + " is not trained" + run(found);
        } else if (kept.isPresent()) {
            Failure failure = kept.get().value().getFailure();
            state = State.FAILED;
            outcome = "it failed and leaves its batch: " + failure.getCode()
                    + (trained ? "; without it " + training : "");
        } else if (ended(found)) {
            state = State.ABANDONED;
            outcome = "its run ended without it" + run(found);
        } else if (!found.scored().isEmpty()) {
            state = State.TO_BE_ASKED_AGAIN;
            outcome = "it failed for a while and is asked for again" + run(found);
        } else if (!found.rollouts().isEmpty()) {
            Seen<Rollout> last = found.rollouts().getLast();
            boolean passed = passed(last.offset(), found.rewards());
            state = passed ? State.LOST : State.AT_REWARD;
            outcome = passed
                    ? "the reward services have passed it and no score came; its run asks again" + run(found)
                    : "it waits for a reward service" + behind(last.offset(), found.rewards()) + run(found);
        } else if (!found.prompts().isEmpty()) {
            Seen<Prompt> last = found.prompts().getLast();
            boolean passed = passed(last.offset(), found.generators());
            state = passed ? State.LOST : State.AT_GENERATOR;
            outcome = passed
                    ? "the generators have passed it and no rollout came; its run asks again" + run(found)
                    : "it waits for a generator" + behind(last.offset(), found.generators()) + run(found);
        } else {
            state = State.FAILED;
            outcome = "nothing of it can be read but what is in dead-letter" + run(found);
        }
        return new RolloutStory(id, state, outcome, found.trace(), happenings);
    }

    /** As the trainer has it: the lowest offset that is an answer, or a failure that asking again cannot mend. */
    private static Optional<Seen<ScoredRollout>> kept(Found found) {
        return found.scored().stream()
                .filter(each ->
                        each.value().hasScores() || !each.value().getFailure().getRetryable())
                .findFirst();
    }

    /** Empty where its iteration is not trained. */
    private static String training(RolloutId id, Found found) {
        if (found.version().isPresent()) {
            VersionPublished version = found.version().get().value();
            return "iteration " + id.iteration() + " was trained, " + name(version.getVersion()) + " came of it";
        }
        boolean further = found.run()
                .map(run -> run.value().getProgress().getStep() > id.iteration())
                .orElse(false);
        return further ? "iteration " + id.iteration() + " was trained; its version is not told of any more" : "";
    }

    private static boolean ended(Found found) {
        return found.run()
                .map(run -> run.value().getState())
                .filter(state -> state == RunState.RUN_STATE_FINISHED
                        || state == RunState.RUN_STATE_FAILED
                        || state == RunState.RUN_STATE_CANCELLED)
                .isPresent();
    }

    private static String run(Found found) {
        return found.run().map(run -> "; its run is " + standing(run.value())).orElse("");
    }

    private static String standing(Run run) {
        return run.getState().name().replace("RUN_STATE_", "").toLowerCase(Locale.ROOT)
                + (run.hasFailure() ? ", " + run.getFailure().getCode() : "");
    }

    private static boolean passed(long offset, OptionalLong committed) {
        return committed.isPresent() && committed.getAsLong() > offset;
    }

    private static String behind(long offset, OptionalLong committed) {
        if (committed.isEmpty()) {
            return ", and none has ever read there";
        }
        long before = offset - committed.getAsLong();
        return before == 0 ? "" : ", with " + before + " records of its partition before it";
    }

    private static String asked(Prompt prompt) {
        return "epoch " + prompt.getRunEpoch() + " of its run: " + prompt.getTokensCount() + " tokens for "
                + name(prompt.getPolicy()) + ", at most " + prompt.getSampling().getMaxTokens()
                + " more at temperature " + number(prompt.getSampling().getTemperature()) + ", seed "
                + Long.toUnsignedString(prompt.getSeed()) + ", scored by "
                + prompt.getRewardsList().stream()
                        .map(reward -> name(reward.getReward()) + " times " + number(reward.getWeight()))
                        .collect(Collectors.joining(" and "));
    }

    private static String written(Rollout rollout) {
        return switch (rollout.getOutcomeCase()) {
            case COMPLETION ->
                name(rollout.getPolicy()) + " wrote "
                        + rollout.getCompletion().getTokensCount() + " tokens, ended by "
                        + rollout.getCompletion()
                                .getFinishReason()
                                .name()
                                .replace("FINISH_REASON_", "")
                                .toLowerCase(Locale.ROOT);
            case FAILURE -> "not written: " + failure(rollout.getFailure());
            case OUTCOME_NOT_SET -> "a rollout without an outcome";
        };
    }

    private static String scored(ScoredRollout scored) {
        return switch (scored.getOutcomeCase()) {
            case SCORES ->
                scored.getScores().getScoresList().stream()
                        .map(score -> name(score.getReward()) + " scored it " + number(score.getValue()))
                        .collect(Collectors.joining(", "));
            case FAILURE -> "not scored: " + failure(scored.getFailure());
            case OUTCOME_NOT_SET -> "a scored rollout without an outcome";
        };
    }

    private static String failure(Failure failure) {
        return failure.getCode() + ", " + failure.getMessage()
                + (failure.getRetryable() ? " (asking again may mend it)" : "");
    }

    private static String name(VersionRef version) {
        return version.getName() + "@" + version.getNumber();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    private static void add(List<Happening> all, Seen<?> seen, String what) {
        all.add(new Happening(seen.at(), seen.place(), what));
    }
}
