package macaw.records;

import java.util.List;

/** Scores by every reward version that was asked for, in the order asked. */
public record Scores(List<Score> scores) implements ScoringOutcome {
    public Scores {
        scores = List.copyOf(scores);
        Refusals.require(!scores.isEmpty(), "a scored rollout has at least one score");
    }

    /** Σ weight · value. */
    public double mixed() {
        return scores.stream()
                .mapToDouble(score -> score.weight() * score.value())
                .sum();
    }
}
