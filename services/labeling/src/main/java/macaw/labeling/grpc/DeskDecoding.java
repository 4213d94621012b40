package macaw.labeling.grpc;

import java.util.Arrays;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.submissions.Content.WrittenPrompt;
import macaw.labeling.submissions.SubmissionDesk;
import macaw.labeling.texts.Names;
import macaw.labeling.wire.LabelCodec;
import macaw.v1.SubmitPromptRequest;
import macaw.v1.TaskRef;

/** Messages from a labeler's desk as records of the core. */
final class DeskDecoding {
    private DeskDecoding() {}

    static UUID task(TaskRef task) {
        return Names.id(task.getTaskId())
                .orElseThrow(() -> new CodedException(ErrorCode.TASK_UNKNOWN, "no task \"" + task.getTaskId() + "\""));
    }

    static SubmissionDesk.HandedIn handedIn(SubmitPromptRequest message) {
        return new SubmissionDesk.HandedIn(
                Decoding.task(message.getLease()),
                Decoding.lease(message.getLease()),
                message.getIdempotencyKey(),
                new WrittenPrompt(
                        word(WrittenPrompt.Style.class, "style", message.getStyle()),
                        message.getText(),
                        message.getExamplesList().stream()
                                .map(example -> new WrittenPrompt.Example(example.getInput(), example.getOutput()))
                                .toList()),
                message.getComment(),
                message.getDurationMillis());
    }

    /** The constant that the word stands for; REQUEST_INVALID names the field. */
    static <E extends Enum<E>> E word(Class<E> type, String field, String word) {
        return Arrays.stream(type.getEnumConstants())
                .filter(value -> LabelCodec.word(value).equals(word))
                .findFirst()
                .orElseThrow(() -> new CodedException(
                        ErrorCode.REQUEST_INVALID,
                        field + " must be one of "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(LabelCodec::word)
                                        .toList()
                                + ", was \"" + word + "\""));
    }
}
