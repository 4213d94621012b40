package macaw.labeling.outputs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** The distinct outputs of one prompt so far: identical texts are one card that remembers each of its draws. */
final class Cards {
    private final Map<String, List<Draw>> drawsByText = new LinkedHashMap<>();
    private final int wanted;

    Cards(int wanted) {
        this.wanted = wanted;
    }

    /** Takes the samples in order; a new text is left out once there are enough cards, and so is an empty one. */
    void add(List<Sample> samples) {
        for (Sample sample : samples) {
            List<Draw> draws = drawsByText.get(sample.text());
            if (draws != null) {
                draws.add(sample.draw());
            } else if (missing() > 0 && !sample.text().isBlank()) {
                drawsByText.put(sample.text(), new ArrayList<>(List.of(sample.draw())));
            }
        }
    }

    int missing() {
        return wanted - drawsByText.size();
    }

    List<Output> outputs(Supplier<UUID> ids) {
        return drawsByText.entrySet().stream()
                .map(card -> new Output(ids.get(), card.getKey(), card.getValue()))
                .toList();
    }
}
