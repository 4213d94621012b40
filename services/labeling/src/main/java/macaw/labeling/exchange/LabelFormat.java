package macaw.labeling.exchange;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.TaskKind;

/** What files of labels hold. */
public enum LabelFormat {
    /** Lines of a snapshot, of this installation or another. */
    NATIVE,
    /** {@code {prompt, chosen, rejected}}, plain or conversational. */
    TRL_PREFERENCE,
    /** {@code {prompt, completion}}, plain or conversational. */
    TRL_PROMPT_COMPLETION,
    /** {@code {prompt, completion, label}}, plain or conversational. */
    TRL_UNPAIRED,
    /** The feedback of fine-grained-rlhf (Wu et al. 2023): one array of questions with four outputs each. */
    FINE_GRAINED_RLHF;

    /** The format of that name, e.g. {@code trl-preference}; REQUEST_INVALID where there is none. */
    public static LabelFormat named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new CodedException(
                        ErrorCode.REQUEST_INVALID,
                        "format must be one of "
                                + Arrays.stream(values())
                                        .map(LabelFormat::toString)
                                        .collect(Collectors.joining(", "))
                                + ", was \"" + name + "\""));
    }

    LabelReader reader(Origin origin, TaskKind kind) {
        return switch (this) {
            case NATIVE -> new NativeLabels(kind);
            case TRL_PREFERENCE -> new PreferenceLabels(origin);
            case TRL_PROMPT_COMPLETION -> new CompletionLabels(origin);
            case TRL_UNPAIRED -> new UnpairedLabels(origin);
            case FINE_GRAINED_RLHF -> new FineGrainedLabels(origin);
        };
    }

    /** Refuses a project of another kind: REQUEST_INVALID. */
    void checkFits(TaskKind kind) {
        boolean fits = switch (this) {
            case NATIVE -> true;
            case TRL_PROMPT_COMPLETION -> kind == TaskKind.DEMONSTRATION;
            case TRL_PREFERENCE, TRL_UNPAIRED, FINE_GRAINED_RLHF -> kind == TaskKind.COMPARISON;
        };
        if (!fits) {
            throw new CodedException(
                    ErrorCode.REQUEST_INVALID,
                    "format " + this + " does not go into a project of kind "
                            + kind.name().toLowerCase(Locale.ROOT));
        }
    }

    /** As requests name it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
