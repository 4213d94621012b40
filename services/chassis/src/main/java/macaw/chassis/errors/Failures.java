package macaw.chassis.errors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Finds the coded error in whatever was thrown. */
public final class Failures {
    private static final Logger LOG = Logger.getLogger(Failures.class);

    private Failures() {}

    /** The coded error that was thrown, or the one inside a wrapper of the JDK or of Jackson; empty where there is none. */
    public static Optional<CodedException> coded(Throwable thrown) {
        for (@Nullable Throwable cause = thrown; cause != null; cause = wrapped(cause)) {
            if (cause instanceof CodedException coded) {
                return Optional.of(coded);
            }
        }
        return Optional.empty();
    }

    private static @Nullable Throwable wrapped(Throwable thrown) {
        boolean wrapper = thrown instanceof CompletionException
                || thrown instanceof ExecutionException
                || thrown instanceof JsonMappingException;
        return wrapper ? thrown.getCause() : null;
    }

    /** The coded error; anything unexpected becomes INTERNAL under an id that the log has as well, and tells the caller nothing else. */
    public static CodedException codedOrInternal(Throwable thrown) {
        return coded(thrown).orElseGet(() -> {
            String id = UUID.randomUUID().toString();
            LOG.errorf(thrown, "Unexpected error %s", id);
            return new CodedException(ErrorCode.INTERNAL, "unexpected error " + id, thrown);
        });
    }

    /** What is wrong with a request body, without the names of our classes. */
    static String malformed(JsonProcessingException e) {
        var where = new StringBuilder();
        if (e instanceof JsonMappingException mapping) {
            for (var step : mapping.getPath()) {
                if (step.getFieldName() != null) {
                    where.append(where.isEmpty() ? "" : ".").append(step.getFieldName());
                } else {
                    where.append('[').append(step.getIndex()).append(']');
                }
            }
        }
        String cause =
                e.getCause() instanceof IllegalArgumentException refused ? String.valueOf(refused.getMessage()) : "";
        String line =
                e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
        return "the body is not the JSON that this route takes"
                + (where.isEmpty() ? "" : ", field " + where)
                + line
                + (cause.isEmpty() ? "" : ": " + cause);
    }
}
