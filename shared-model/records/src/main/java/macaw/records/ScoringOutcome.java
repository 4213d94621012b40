package macaw.records;

/** What became of a rollout at the reward service: scores, or a coded failure. */
public sealed interface ScoringOutcome permits Scores, Failure {}
