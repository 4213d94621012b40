package macaw.chassis.lifecycle;

import io.smallrye.config.ConfigValidationException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Turns a failed start into one line for a person, where the settings are to blame. */
final class StartFailure {
    /** EX_CONFIG of sysexits.h. */
    static final int CONFIGURATION = 78;

    private static final Pattern MISSING = Pattern.compile("config property (macaw\\.\\S+) is required");

    private StartFailure() {}

    /** The line; empty when the failure is a bug, which deserves its stack trace. */
    static Optional<String> line(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigValidationException invalid) {
                return Optional.of("cannot start: " + String.join("; ", problems(invalid)));
            }
            if (cause instanceof CodedException coded && coded.code() == ErrorCode.SETTINGS_INVALID) {
                return Optional.of("cannot start: " + coded.getMessage());
            }
            if (cause instanceof BindException) {
                return Optional.of("cannot start: the address is in use or not of this machine: " + cause.getMessage()
                        + " (MACAW_HTTP_HOST, MACAW_HTTP_PORT, MACAW_MANAGEMENT_PORT)");
            }
        }
        return Optional.empty();
    }

    private static List<String> problems(ConfigValidationException invalid) {
        var problems = new ArrayList<String>();
        for (int i = 0; i < invalid.getProblemCount(); i++) {
            String message = invalid.getProblem(i).getMessage();
            Matcher missing = MISSING.matcher(message);
            problems.add(missing.find() ? variable(missing.group(1)) + " is not set" : message);
        }
        return problems;
    }

    /** The environment variable of a property: macaw.state-dir is MACAW_STATE_DIR. */
    static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
