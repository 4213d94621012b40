package macaw.trainer.datasets;

import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** An answer that a person wrote for a prompt. */
public record Demonstration(String prompt, String response, Split split) {
    public Demonstration {
        if (prompt.isBlank()) {
            throw new CodedException(ErrorCode.PROMPT_EMPTY, "a demonstration's prompt is blank");
        }
        if (response.isBlank()) {
            throw new CodedException(
                    ErrorCode.RESPONSE_EMPTY, "the demonstration of '" + prompt + "' has a blank response");
        }
    }
}
