package macaw.labeling.flags;

import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import macaw.labeling.projects.Project;

/** Where flags are kept. */
public interface FlagStore {
    /** Adds it; where the labeler has an open one of the same kind, that one with the new comment. */
    Flag add(String namespace, Flag flag);

    /** The flag and its prompt; FLAG_UNKNOWN. */
    Flagged get(String namespace, UUID flag);

    /** Changes it under its lock; FLAG_UNKNOWN. */
    Flag resolve(String namespace, UUID flag, UnaryOperator<Flag> decision);

    /** A project's flags, open ones first, then the latest first; {@code limit} of them after the first {@code offset}. */
    List<FlagView> list(Project project, boolean openOnly, int offset, int limit);

    /**
     * A flag and what it is about.
     *
     * @param flag the flag
     * @param project the prompt's project
     * @param promptId the prompt
     */
    record Flagged(Flag flag, String project, String promptId) {}
}
