package macaw.labeling.postgres;

import com.fasterxml.jackson.core.type.TypeReference;
import macaw.labeling.submissions.Content;
import org.jspecify.annotations.Nullable;

/**
 * What a submission said, as jsonb: one of the three is there.
 *
 * @param prompt a prompt that the labeler wrote
 * @param demonstration a demonstration
 * @param comparison a comparison
 */
record ContentJson(
        Content.@Nullable WrittenPrompt prompt,
        Content.@Nullable Demonstration demonstration,
        Content.@Nullable Comparison comparison) {
    private static final TypeReference<ContentJson> TYPE = new TypeReference<>() {};

    static String write(Content content) {
        return Json.write(
                switch (content) {
                    case Content.WrittenPrompt prompt -> new ContentJson(prompt, null, null);
                    case Content.Demonstration demonstration -> new ContentJson(null, demonstration, null);
                    case Content.Comparison comparison -> new ContentJson(null, null, comparison);
                });
    }

    static Content read(String json) {
        ContentJson kept = Json.read(json, TYPE);
        if (kept.prompt != null) {
            return kept.prompt;
        }
        if (kept.demonstration != null) {
            return kept.demonstration;
        }
        if (kept.comparison != null) {
            return kept.comparison;
        }
        throw new IllegalStateException("a kept content is empty");
    }
}
