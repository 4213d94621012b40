package macaw.languagemodel.lora;

import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * Low-rank adapters (Hu et al. 2021): a frozen linear layer W gains a trained product of two thin matrices, W x + scale · B A x, A being [r, in] and B
 * [out, r]. Letters: r rank.
 *
 * @param rank r
 * @param alpha the scale is alpha / r
 * @param rankStabilised the scale is alpha / √r instead (rsLoRA, Kalajdzievski 2023)
 * @param targets names of the linear layers that are adapted, {@code q_proj} for instance; empty for all of them inside the blocks
 */
public record Lora(int rank, double alpha, boolean rankStabilised, List<String> targets) {
    public Lora {
        targets = List.copyOf(targets);
        require(rank >= 1 && rank <= 1 << 16, "the rank of an adapter must be between 1 and 65536, was " + rank);
        require(alpha > 0 && Double.isFinite(alpha), "the alpha of an adapter must be above 0, was " + alpha);
    }

    /** What multiplies B A x. */
    public double scale() {
        return alpha / (rankStabilised ? Math.sqrt(rank) : rank);
    }

    /** Whether the module of that full name is adapted; names are compared as PEFT does, whole or by what follows a dot. */
    boolean adapts(String module) {
        return targets.isEmpty()
                || targets.stream().anyMatch(target -> module.equals(target) || module.endsWith("." + target));
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new CodedException(ErrorCode.SETTINGS_INVALID, what);
        }
    }
}
