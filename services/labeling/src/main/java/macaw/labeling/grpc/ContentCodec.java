package macaw.labeling.grpc;

import java.util.Locale;
import java.util.stream.Stream;
import macaw.labeling.submissions.Content;
import macaw.v1.SubmittedContent;

/** What a submission says, from a message. */
final class ContentCodec {
    private ContentCodec() {}

    /** Which kind it is shows from what is there; whether the task asks for that kind is for the core to say. */
    static Content decode(SubmittedContent message) {
        if (message.getRatingsCount() > 0 || message.getRankingCount() > 0) {
            return Decoding.comparison(message.getRatingsList(), message.getRankingList());
        }
        return message.getStyle().isEmpty() && message.getExamplesCount() == 0
                ? new Content.Demonstration(message.getText())
                : new Content.WrittenPrompt(
                        style(message.getStyle()),
                        message.getText(),
                        message.getExamplesList().stream()
                                .map(example ->
                                        new Content.WrittenPrompt.Example(example.getInput(), example.getOutput()))
                                .toList());
    }

    private static Content.WrittenPrompt.Style style(String word) {
        return Stream.of(Content.WrittenPrompt.Style.values())
                .filter(style -> style.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> Decoding.invalid("style must be plain, few_shot or use_case, was \"" + word + "\""));
    }
}
