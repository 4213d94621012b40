package macaw.chassis.errors;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import macaw.errors.ErrorCode;

/**
 * An error on REST. Source: RFC 9457, with two members of our own.
 *
 * @param type names the code's section of the documentation
 * @param title the code's meaning
 * @param status HTTP status
 * @param detail one sentence with the offending value
 * @param code stable code
 * @param id of an unexpected error, to be found in the log
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Problem(String type, String title, int status, String detail, String code, Optional<String> id) {
    /** Media type of this record as JSON. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** A problem with the status that the code's kind has. */
    public static Problem of(ErrorCode code, String detail) {
        return of(code, HttpStatuses.of(code), detail, Optional.empty());
    }

    static Problem of(ErrorCode code, int status, String detail, Optional<String> id) {
        return new Problem("urn:macaw:error:" + code.name(), code.meaning(), status, detail, code.name(), id);
    }
}
