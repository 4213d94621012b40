package macaw.chassis.lifecycle;

import io.smallrye.config.ConfigValidationException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Turns a failed start into one line for a person, where the settings or what they point to are to blame. */
final class StartFailure {
    /** EX_CONFIG of sysexits.h. */
    static final int CONFIGURATION = 78;

    private static final Pattern MISSING = Pattern.compile("config property (macaw\\.\\S+) is required");
    private static final Pattern UNREADABLE = Pattern.compile(
            "config property (\\S+) with the config value \"(.*)\" threw an Exception whilst being converted (?:SRCFG\\d+: )?(.*)");

    private static final Pattern EMPTY = Pattern.compile("config property (\\S+) is defined as the empty String");

    /** 08 no connection, 28 wrong user or password, 3D no such database, 53 no connection left, 57P it starts or ends. */
    private static final List<String> NOT_CONNECTED = List.of("08", "28", "3D", "53", "57P");

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
            if (cause instanceof BindException || cause instanceof UnknownHostException) {
                return Optional.of("cannot start: the address is in use or not of this machine: " + cause.getMessage()
                        + " (MACAW_HTTP_HOST, MACAW_HTTP_PORT, MACAW_MANAGEMENT_PORT)");
            }
            if (cause instanceof SQLException sql && isAboutConnecting(sql)) {
                return Optional.of("cannot start: the database does not let us in: " + firstLine(sql)
                        + " (MACAW_DATABASE_URL, MACAW_DATABASE_USER, MACAW_DATABASE_PASSWORD)");
            }
        }
        return Optional.empty();
    }

    /** A statement that fails is a bug; these classes of SQLSTATE say that there was no connection to make it on. */
    private static boolean isAboutConnecting(SQLException sql) {
        String state = sql.getSQLState();
        return state != null && NOT_CONNECTED.stream().anyMatch(state::startsWith);
    }

    private static String firstLine(SQLException sql) {
        return String.valueOf(sql.getMessage()).lines().findFirst().orElse("");
    }

    private static List<String> problems(ConfigValidationException invalid) {
        List<String> all = IntStream.range(0, invalid.getProblemCount())
                .mapToObj(i -> problem(invalid.getProblem(i).getMessage()))
                .toList();
        // The framework's settings are read from ours, and what is wrong there is wrong here as well.
        List<String> ours =
                all.stream().filter(problem -> !problem.startsWith("QUARKUS_")).toList();
        return ours.isEmpty() ? all : ours;
    }

    private static String problem(String message) {
        Matcher missing = MISSING.matcher(message);
        if (missing.find()) {
            return variable(missing.group(1)) + " is not set";
        }
        Matcher unreadable = UNREADABLE.matcher(message);
        if (unreadable.find()) {
            return variable(unreadable.group(1)) + " is \"" + unreadable.group(2) + "\": " + unreadable.group(3);
        }
        Matcher empty = EMPTY.matcher(message);
        return empty.find() ? variable(empty.group(1)) + " is empty" : message;
    }

    /** The environment variable of a property: macaw.state-dir is MACAW_STATE_DIR. */
    static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
