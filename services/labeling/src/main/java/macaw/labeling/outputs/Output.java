package macaw.labeling.outputs;

import java.util.List;
import java.util.UUID;

/**
 * One card of a comparison: a text, however often and by whichever policy it was drawn.
 *
 * @param id the card
 * @param text what labelers read
 * @param draws every draw that gave this text, the first one first; never empty
 */
public record Output(UUID id, String text, List<Draw> draws) {
    public Output {
        draws = List.copyOf(draws);
    }
}
