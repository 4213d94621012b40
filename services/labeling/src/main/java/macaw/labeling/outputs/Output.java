package macaw.labeling.outputs;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import macaw.records.FinishReason;

/**
 * One card of a comparison: a text, however often and by whichever policy it was drawn, or wherever else it came from.
 *
 * @param id the card
 * @param text what labelers read
 * @param draws every draw that gave this text, the first one first; empty of imported outputs whose draw nobody knows
 * @param importedFrom where such an output came from; empty of drawn ones
 */
public record Output(UUID id, String text, List<Draw> draws, String importedFrom) {
    public Output {
        draws = List.copyOf(draws);
        if (draws.isEmpty() == importedFrom.isEmpty()) {
            throw new IllegalArgumentException("output " + id + " must have been either drawn or imported");
        }
    }

    /** One that was drawn. */
    public Output(UUID id, String text, List<Draw> draws) {
        this(id, text, draws, "");
    }

    /** Whether the policy ended it or it was cut off, when it was first drawn; empty where nobody knows. */
    public Optional<FinishReason> finishReason() {
        return draws.stream().findFirst().map(Draw::finishReason);
    }
}
