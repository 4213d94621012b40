package macaw.trainer.datasets;

import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** An answer that a person wrote for a prompt. */
public record Demonstration(Conversation prompt, String response, Split split) {
    public Demonstration {
        if (response.isBlank()) {
            throw new CodedException(
                    ErrorCode.RESPONSE_EMPTY, "the demonstration of '" + prompt.question() + "' has a blank response");
        }
    }

    /** An answer to one question. */
    public Demonstration(String prompt, String response, Split split) {
        this(Conversation.of(prompt), response, split);
    }
}
