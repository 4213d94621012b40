package macaw.cli.rollouts;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a rollout's id says of it.
 *
 * @param text the id
 * @param run its run
 * @param iteration of the run, from 0
 * @param prompt index in the iteration
 * @param sample index among the answers to that prompt
 */
public record RolloutId(String text, String run, int iteration, int prompt, int sample) {
    private static final Pattern PARTS = Pattern.compile("(.+)\\.(\\d{6,9})\\.(\\d{6,9})\\.(\\d{3,9})");

    /** Empty where the text is no rollout's id. */
    public static Optional<RolloutId> parse(String text) {
        Matcher parts = PARTS.matcher(text);
        return parts.matches()
                ? Optional.of(new RolloutId(
                        text,
                        parts.group(1),
                        Integer.parseInt(parts.group(2)),
                        Integer.parseInt(parts.group(3)),
                        Integer.parseInt(parts.group(4))))
                : Optional.empty();
    }
}
