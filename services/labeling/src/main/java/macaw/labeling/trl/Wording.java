package macaw.labeling.trl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import macaw.rowfiles.Value;

/** How a prompt and an answer to it are written down. */
public enum Wording {
    /** As they are. TRL puts nothing between prompt and answer. */
    PLAIN,
    /** As messages of user and assistant, which go through the model's chat template. */
    CONVERSATIONAL;

    Value asked(String prompt) {
        return said("user", prompt);
    }

    Value answered(String answer) {
        return said("assistant", answer);
    }

    private Value said(String role, String text) {
        return switch (this) {
            case PLAIN -> new Value.Text(text);
            case CONVERSATIONAL -> {
                Map<String, Value> message = new LinkedHashMap<>();
                message.put("role", new Value.Text(role));
                message.put("content", new Value.Text(text));
                yield new Value.Many(List.of(new Value.Fields(message)));
            }
        };
    }
}
