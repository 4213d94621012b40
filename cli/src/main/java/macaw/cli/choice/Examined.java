package macaw.cli.choice;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import macaw.v1.VersionRef;

/**
 * How a policy did.
 *
 * @param version that answered
 * @param scores of each prompt the mean of its answers' scores; empty where one could not be had
 * @param cutOff answers that did not end by themselves
 * @param failure why the first of those without a score has none
 */
record Examined(VersionRef version, List<OptionalDouble> scores, int cutOff, Optional<String> failure) {
    Examined {
        scores = List.copyOf(scores);
    }
}
