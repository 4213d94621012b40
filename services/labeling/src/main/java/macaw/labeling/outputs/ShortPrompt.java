package macaw.labeling.outputs;

import java.util.Optional;
import java.util.UUID;
import macaw.errors.ErrorCode;

/**
 * A prompt that did not get as many distinct outputs as were wanted.
 *
 * @param task its task
 * @param promptId its id in the project
 * @param tries how often the policies were asked
 * @param distinct outputs that it has; below two it is set aside, because one cannot be ranked
 * @param wanted the project's K at that time
 * @param failure why it has none and waits for the next collection; empty where it has what could be had
 */
public record ShortPrompt(
        UUID task, String promptId, int tries, int distinct, int wanted, Optional<ErrorCode> failure) {}
