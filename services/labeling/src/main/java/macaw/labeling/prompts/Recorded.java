package macaw.labeling.prompts;

import java.util.Map;

/**
 * What is recorded of prompts that come.
 *
 * @param splits of the groups that they name or may found, and of the groups of their texts, by group
 * @param texts the group of each of their texts that the namespace has, in whichever project where texts are answered or compared
 * @param prompts the project's with their ids, by id
 */
public record Recorded(Map<String, Split> splits, Map<TextKey, String> texts, Map<String, Prompt> prompts) {
    /** Nothing. */
    public static final Recorded NOTHING = new Recorded(Map.of(), Map.of(), Map.of());

    public Recorded {
        splits = Map.copyOf(splits);
        texts = Map.copyOf(texts);
        prompts = Map.copyOf(prompts);
    }
}
