package macaw.generator.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import macaw.errors.CodedException;
import org.jspecify.annotations.Nullable;

/** An error in OpenAI's shape. */
record OpenAiError(Detail error) {
    /**
     * @param type OpenAI's kind of error
     * @param param the member that is to blame, where one is
     * @param code Macaw's stable code
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Detail(String message, String type, @Nullable String param, String code) {}

    static OpenAiError of(CodedException e) {
        String type = switch (e.code().kind()) {
            case USER, NOT_FOUND, CONFLICT -> "invalid_request_error";
            case ACCESS -> "authentication_error";
            case RESOURCES -> "rate_limit_error";
            case EXTERNAL, INTERNAL -> "server_error";
        };
        return new OpenAiError(
                new Detail(String.valueOf(e.getMessage()), type, null, e.code().name()));
    }
}
