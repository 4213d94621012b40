package macaw.cli.display;

import java.util.Arrays;
import java.util.Optional;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;

/** What a person can do about an error: one step for each code. */
public final class NextStep {
    private NextStep() {}

    /** The error as one line: its code, what happened, what to do. */
    public static String line(CodedException error) {
        return line(error.code().name(), String.valueOf(error.getMessage()));
    }

    /** The same for a code that came over the wire, which may be one that this program does not know. */
    public static String line(String code, String message) {
        String what = message.isEmpty() ? code : code + ": " + message;
        return known(code)
                .map(each -> what + System.lineSeparator() + "  " + after(each))
                .orElse(what);
    }

    private static Optional<ErrorCode> known(String code) {
        return Arrays.stream(ErrorCode.values())
                .filter(each -> each.name().equals(code))
                .findFirst();
    }

    private static String after(ErrorCode code) {
        return switch (code) {
            case RUN_UNKNOWN, RUN_STATE_CONFLICT, PAUSE_REQUESTED -> "`macaw run list` shows the runs and their states";
            case RUN_CONFLICT -> "choose another --id, or leave it out";
            case POLICY_UNKNOWN, REWARD_UNKNOWN, VERSION_UNKNOWN, VERSION_CONFLICT ->
                "`macaw versions` lists what there is";
            case SETTINGS_INVALID -> "docs/settings.md has every setting with its range";
            case ROW_INVALID, FILE_INVALID, DATASET_EMPTY, DATASET_UNKNOWN ->
                "docs/datasets.md says what rows look like";
            case CHECKPOINT_INVALID,
                    CONFIG_UNSUPPORTED,
                    SAFETENSORS_INVALID,
                    WEIGHTS_NOT_FINITE,
                    TENSOR_MISMATCH,
                    TOKENIZER_INVALID,
                    TOKENIZER_MISMATCH,
                    TEMPLATE_INVALID -> "`macaw inspect DIRECTORY` shows what is in a checkpoint";
            case UNAUTHENTICATED, FORBIDDEN -> "docs/security.md says which role may do what";
            default ->
                switch (code.kind()) {
                    case EXTERNAL -> "`macaw status` shows what is up; try again when it is";
                    case RESOURCES -> "try again in a moment";
                    case INTERNAL -> "`macaw status` names the folder of the logs";
                    case USER, ACCESS, NOT_FOUND, CONFLICT -> "docs/errors.md says what each code means";
                };
        };
    }
}
