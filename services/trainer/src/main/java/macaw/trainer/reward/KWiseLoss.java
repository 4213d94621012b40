package macaw.trainer.reward;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import macaw.torch.Aten;

/**
 * The loss of a prompt, all pairs of all its rankings as one batch element: −1/P Σ log σ(r_w − r_l) over the P pairs (w, l) in which a labeler ranked w
 * above l. P is C(K, 2) for one ranking of K outputs without ties; tied pairs say nothing and are left out. InstructGPT 2022, equation 1.
 */
public final class KWiseLoss {

    /** Output {@code winner} is ranked above output {@code loser}. */
    public record Pair(int winner, int loser) {
        /** 1 where these scores of the outputs have the winner above the loser, 1/2 where they are equal, else 0. */
        double credit(float[] scores) {
            return scores[winner] > scores[loser] ? 1 : scores[winner] == scores[loser] ? 0.5 : 0;
        }
    }

    private KWiseLoss() {}

    /** The untied pairs of a ranking, best group first. */
    public static List<Pair> pairs(List<List<Integer>> ranking) {
        List<Pair> pairs = new ArrayList<>();
        for (int better = 0; better < ranking.size(); better++) {
            for (int worse = better + 1; worse < ranking.size(); worse++) {
                for (int winner : ranking.get(better)) {
                    for (int loser : ranking.get(worse)) {
                        pairs.add(new Pair(winner, loser));
                    }
                }
            }
        }
        return pairs;
    }

    /** The loss of one prompt in plain numbers. */
    public static double of(float[] scores, List<Pair> pairs) {
        double sum = 0;
        for (Pair pair : pairs) {
            // −log σ(x) = log(1 + e^−x)
            sum += Math.log1p(Math.exp(scores[pair.loser()] - scores[pair.winner()]));
        }
        return sum / pairs.size();
    }

    /**
     * The loss of several prompts, each divided by its own number of pairs, summed and multiplied by {@code weight}.
     *
     * @param scores [N] of all their outputs, prompt by prompt
     * @param prompts the pairs of each, none empty, counted from its first output
     * @param offsets where the outputs of each begin among the scores
     */
    static NDArray of(Aten aten, NDArray scores, List<List<Pair>> prompts, int[] offsets, double weight) {
        int count = prompts.stream().mapToInt(List::size).sum();
        long[] winners = new long[count]; // [P]
        long[] losers = new long[count];
        float[] weights = new float[count];
        int p = 0;
        for (int i = 0; i < prompts.size(); i++) {
            for (Pair pair : prompts.get(i)) {
                winners[p] = offsets[i] + pair.winner();
                losers[p] = offsets[i] + pair.loser();
                weights[p++] = (float) (-weight / prompts.get(i).size());
            }
        }
        NDManager manager = scores.getManager();
        NDArray margins = aten.rows(scores, manager.create(winners)).sub(aten.rows(scores, manager.create(losers)));
        return aten.logSigmoid(margins).mul(manager.create(weights)).sum();
    }
}
