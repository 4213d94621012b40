package macaw.labeling.skips;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How often labelers passed a prompt over.
 *
 * @param task its task
 * @param promptId the prompt
 * @param prompt its text
 * @param reasons how often for which reason; reasons that nobody gave are left out
 * @param comments what they said, in order of time; empty comments are left out
 */
public record SkippedPrompt(
        UUID task, String promptId, String prompt, Map<SkipReason, Integer> reasons, List<String> comments) {
    public SkippedPrompt {
        var ordered = new EnumMap<SkipReason, Integer>(SkipReason.class);
        ordered.putAll(reasons);
        reasons = Collections.unmodifiableMap(ordered);
        comments = List.copyOf(comments);
    }

    /** How often in all. */
    public int skips() {
        return reasons.values().stream().mapToInt(Integer::intValue).sum();
    }
}
