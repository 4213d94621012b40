package macaw.trainer.imports;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** A reward model that has no weights: its version holds one file, {@code reward.json}. */
public sealed interface RewardDescription {
    /** The file's name. */
    String FILE = "reward.json";

    /** A named rule that the reward service ships: {@code {"kind":"rule","rule":…}} and the parameters beside them. */
    record Rule(String rule, Map<String, String> parameters) implements RewardDescription {
        public Rule {
            require(!rule.isBlank(), "a rule must have a name");
            require(
                    !parameters.containsKey("kind") && !parameters.containsKey("rule"),
                    "a rule's parameters cannot be called kind or rule");
            parameters = Map.copyOf(parameters);
        }

        @Override
        public String json() {
            ObjectNode root = new ObjectMapper().createObjectNode();
            root.put("kind", "rule").put("rule", rule);
            new TreeMap<>(parameters).forEach(root::put);
            return root.toPrettyString() + "\n";
        }
    }

    /** Any server of RewardService: {@code {"kind":"remote","target":…,"reward":…,"deadlineMillis":…}}. */
    record Remote(String target, String reward, Duration deadline) implements RewardDescription {
        public Remote {
            require(
                    target.matches("[^\\s:/]+:[0-9]{1,5}"),
                    "a remote reward's target must be host:port, was '" + target + "'");
            require(!reward.isBlank(), "a remote reward must name the reward that is asked for there");
            require(
                    deadline.isPositive(),
                    "a remote reward's deadline must be above 0, was " + deadline.toMillis() + " ms");
        }

        @Override
        public String json() {
            return new ObjectMapper()
                            .createObjectNode()
                            .put("kind", "remote")
                            .put("target", target)
                            .put("reward", reward)
                            .put("deadlineMillis", deadline.toMillis())
                            .toPrettyString()
                    + "\n";
        }
    }

    /** The file's content. */
    String json();

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, what);
        }
    }
}
