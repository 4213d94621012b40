package macaw.trainer.reward;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.DeterministicRandom;
import macaw.trainer.datasets.RankedOutputs;

/** Labelers whose rankings are only measured: does the model say what people say, or what these people say (InstructGPT 2022, section 4.1). */
final class HeldOutLabelers {
    private static final String PURPOSE = "held-out labelers";

    private HeldOutLabelers() {}

    /**
     * Draws at least one labeler and leaves at least one.
     *
     * @param fraction of the labelers, 0 for none
     * @throws CodedException SETTINGS_INVALID where the rankings name fewer than two
     */
    static Set<String> of(List<RankedOutputs> rankings, double fraction, long seed) {
        if (fraction == 0) {
            return Set.of();
        }
        Set<String> named = new TreeSet<>();
        rankings.stream()
                .map(RankedOutputs::labeler)
                .filter(labeler -> !labeler.isEmpty())
                .forEach(named::add);
        if (named.size() < 2) {
            throw new CodedException(
                    ErrorCode.SETTINGS_INVALID,
                    "heldOutLabelers " + fraction + " contradicts the data, which name " + named.size() + " labelers");
        }
        List<String> labelers = List.copyOf(named);
        int count = Math.clamp(Math.round(fraction * labelers.size()), 1, labelers.size() - 1);
        int[] order = DeterministicRandom.of(seed, PURPOSE, 0, 0).permutation(labelers.size());
        Set<String> drawn = new HashSet<>();
        for (int i = 0; i < count; i++) {
            drawn.add(labelers.get(order[i]));
        }
        return drawn;
    }
}
