package macaw.records;

/** A rollout with its scores; a rollout's own failure is carried on as this one's. */
public record ScoredRollout(Rollout rollout, ScoringOutcome outcome) {
    public ScoredRollout {
        Refusals.require(
                outcome instanceof Failure || rollout.outcome() instanceof Completion,
                "only a completion has scores, rollout " + rollout.prompt().rolloutId() + " has none");
    }
}
