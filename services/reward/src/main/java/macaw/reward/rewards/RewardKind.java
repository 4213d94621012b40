package macaw.reward.rewards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/**
 * What a version in the store is. A folder with {@value #FILE} is a rule or a remote scorer, any other is a checkpoint:
 *
 * <pre>
 * {"kind":"rule","rule":"contains-word","word":"milk"}
 * {"kind":"rule","rule":"length","words":40}
 * {"kind":"rule","rule":"ends-properly"}
 * {"kind":"remote","target":"scorer.example:443","reward":"helpfulness@3","deadlineMillis":2000}
 * </pre>
 */
public sealed interface RewardKind {
    /** Name of the file. */
    String FILE = "reward.json";

    /** A checkpoint with a score head. */
    record Local() implements RewardKind {}

    /** A few lines of Java. */
    record ByRule(Rule rule) implements RewardKind {}

    /**
     * Any server of RewardService, in any language.
     *
     * @param target host:port
     * @param reward what it is asked for, [namespace/]name[@version|@alias]
     * @param deadline of one attempt
     */
    record Remote(String target, String reward, Duration deadline) implements RewardKind {
        private static final int LONGEST_MILLIS = 60_000;

        /** Refuses an empty target or reward, and a deadline out of (0, 60 s]. */
        public Remote {
            if (target.isBlank() || reward.isBlank()) {
                throw new CodedException(
                        ErrorCode.SETTINGS_INVALID, FILE + " of a remote reward needs target and reward");
            }
            if (deadline.toMillis() < 1 || deadline.toMillis() > LONGEST_MILLIS) {
                throw new CodedException(
                        ErrorCode.SETTINGS_INVALID, "deadlineMillis must be 1 to 60000, was " + deadline.toMillis());
            }
        }
    }

    /** "local", "rule" or "remote". */
    default String label() {
        return switch (this) {
            case Local() -> "local";
            case ByRule(Rule rule) -> "rule";
            case Remote(String target, String reward, Duration deadline) -> "remote";
        };
    }

    /** Reads what the version in this directory is. Errors: SETTINGS_INVALID. */
    static RewardKind read(Path directory) {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return new Local();
        }
        try {
            JsonNode json = new ObjectMapper().readTree(file.toFile());
            return switch (json.path("kind").asText("")) {
                case "rule" -> new ByRule(Rule.read(json));
                case "remote" ->
                    new Remote(
                            json.path("target").asText(""),
                            json.path("reward").asText(""),
                            Duration.ofMillis(json.path("deadlineMillis").asLong(2_000)));
                default ->
                    throw new CodedException(
                            ErrorCode.SETTINGS_INVALID,
                            FILE + ": kind must be rule or remote, was " + json.path("kind"));
            };
        } catch (IOException e) {
            throw new CodedException(ErrorCode.SETTINGS_INVALID, FILE + " cannot be read: " + e.getMessage(), e);
        }
    }
}
