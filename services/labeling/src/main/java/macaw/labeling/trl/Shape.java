package macaw.labeling.trl;

import java.util.List;
import java.util.Map;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.TaskKind;
import macaw.labeling.snapshots.LabelRecord;
import macaw.rowfiles.Value;

/** A kind of rows that TRL's trainers learn from. */
public sealed interface Shape permits Preference, PromptCompletion, Unpaired {
    /** The rows of one record in a fixed order, each with its keys in a fixed order; perhaps none. */
    List<Map<String, Value>> rows(LabelRecord label);

    /** The kind of records that it is made of. */
    TaskKind kind();

    /** Refuses records of another kind: REQUEST_INVALID. */
    default void checkTakes(TaskKind recorded) {
        if (recorded != kind()) {
            throw new CodedException(
                    ErrorCode.REQUEST_INVALID,
                    "shape is made of records of kind " + kind() + ", and the snapshot's are of kind " + recorded);
        }
    }

    /**
     * The shape of that name; REQUEST_INVALID where there is none.
     *
     * @param name {@code preference}, {@code prompt-completion} or {@code unpaired}, or one of them with {@code conversational-} before it
     * @param good what makes an output a good one, in unpaired shapes
     */
    static Shape named(String name, Good good) {
        return switch (name) {
            case "preference" -> new Preference(Wording.PLAIN);
            case "prompt-completion" -> new PromptCompletion(Wording.PLAIN);
            case "unpaired" -> new Unpaired(Wording.PLAIN, good);
            case "conversational-preference" -> new Preference(Wording.CONVERSATIONAL);
            case "conversational-prompt-completion" -> new PromptCompletion(Wording.CONVERSATIONAL);
            case "conversational-unpaired" -> new Unpaired(Wording.CONVERSATIONAL, good);
            default ->
                throw new CodedException(
                        ErrorCode.REQUEST_INVALID,
                        "shape must be preference, prompt-completion or unpaired, or one of them after conversational-,"
                                + " was \"" + name + "\"");
        };
    }
}
