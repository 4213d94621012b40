package macaw.labeling.grpc;

import java.util.Arrays;
import java.util.UUID;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.forms.Question;
import macaw.labeling.submissions.Content.WrittenPrompt;
import macaw.labeling.submissions.SubmissionDesk;
import macaw.labeling.texts.Names;
import macaw.labeling.wire.LabelCodec;
import macaw.v1.SubmitPromptRequest;
import macaw.v1.TaskRef;

/** Messages from a labeler's desk as records of the core. */
final class DeskDecoding {
    private static final int USUAL_LIMIT = 50;
    private static final int HIGHEST_LIMIT = 200;

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

    static int offset(int asked) {
        return Math.max(asked, 0);
    }

    /** As many as were asked for, within bounds. */
    static int limit(int asked) {
        return asked == 0 ? USUAL_LIMIT : Math.clamp(asked, 1, HIGHEST_LIMIT);
    }

    /** The question at that place of a form; errors name it. */
    static Question question(String field, macaw.v1.Question message) {
        return new Question(
                message.getId(),
                message.getText(),
                message.getRequired(),
                message.getNotApplicable(),
                message.getWhenQuestion().isEmpty() ? null : condition(field, message));
    }

    private static Question.Condition condition(String field, macaw.v1.Question message) {
        return new Question.Condition(
                message.getWhenQuestion(),
                Decoding.answer(message.getWhenAnswer())
                        .orElseThrow(() -> new CodedException(
                                ErrorCode.REQUEST_INVALID, field + ".when.answer must be an answer")));
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
