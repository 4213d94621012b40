package macaw.labeling.prompts;

import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** Prompts of which some contradict what is recorded, so that none was added. */
public final class PromptsRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Conflict> conflicts;

    /**
     * One of them.
     *
     * @param index its place among those sent, from 0
     * @param code PROMPT_CONFLICT
     * @param field {@code id} where the id has other content, {@code split} where its group or its text has another, {@code group} where the
     *     group named has another than the text
     * @param detail one sentence
     */
    public record Conflict(int index, ErrorCode code, String field, String detail) {}

    /** @param conflicts at least one */
    public PromptsRefused(List<Conflict> conflicts) {
        super(conflicts.getFirst().detail());
        this.conflicts = List.copyOf(conflicts);
    }

    /** All of them, in the order sent. */
    public List<Conflict> conflicts() {
        return conflicts;
    }

    /** The first of them as an error. */
    public CodedException first() {
        return new CodedException(
                conflicts.getFirst().code(), conflicts.getFirst().detail(), this);
    }
}
