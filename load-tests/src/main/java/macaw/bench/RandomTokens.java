package macaw.bench;

import macaw.records.DeterministicRandom;

/** Texts without a meaning: what they say does not change what they cost. */
public final class RandomTokens {
    private final String purpose;
    private final int vocabulary;

    /** Tokens of a vocabulary; each purpose has its own. */
    public RandomTokens(String purpose, int vocabulary) {
        this.purpose = purpose;
        this.vocabulary = vocabulary;
    }

    /** So many tokens, the same whenever they are asked for by this turn and index. */
    public int[] row(int tokens, int turn, int index) {
        var random = DeterministicRandom.of(1, purpose, turn, index);
        int[] row = new int[tokens];
        for (int t = 0; t < tokens; t++) {
            row[t] = random.nextInt(vocabulary);
        }
        return row;
    }
}
