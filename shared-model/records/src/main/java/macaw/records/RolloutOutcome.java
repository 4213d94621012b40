package macaw.records;

/** What became of a prompt: tokens, or a coded failure. */
public sealed interface RolloutOutcome permits Completion, Failure {}
