package macaw.cli.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;

/**
 * hh-rlhf's pairs: {@code {"chosen", "rejected"}} a line, two transcripts that differ in the assistant's last turn. The
 * prompt is the question where nothing else was said, else the transcript up to the last turn.
 */
final class HhRlhf implements SourceFile.RowReader {
    private static final String HUMAN = "\n\nHuman:";
    private static final String ASSISTANT = "\n\nAssistant:";

    private HhRlhf() {}

    static Conversion read(Path file) {
        return SourceFile.lines(file, new HhRlhf());
    }

    @Override
    public String id(JsonNode pair, int index) {
        return "";
    }

    @Override
    public List<Row.Comparison> rows(JsonNode pair) {
        Transcript chosen = Transcript.of(pair, "chosen");
        Transcript rejected = Transcript.of(pair, "rejected");
        if (!chosen.before().equals(rejected.before())) {
            throw new RowRefused("chosen and rejected answer different conversations");
        }
        if (chosen.answer().equals(rejected.answer())) {
            throw new RowRefused("chosen and rejected are the same");
        }
        return List.of(new Row.Comparison(
                chosen.prompt(), List.of(chosen.answer(), rejected.answer()), List.of(List.of(0), List.of(1))));
    }

    private record Transcript(String before, String answer) {
        static Transcript of(JsonNode pair, String field) {
            String text = "\n\n" + SourceFile.text(pair, field);
            int last = text.lastIndexOf(ASSISTANT);
            if (!text.startsWith(HUMAN) || last < 0) {
                throw new RowRefused("\"" + field + "\" is no conversation of Human and Assistant");
            }
            return new Transcript(
                    text.substring(0, last),
                    text.substring(last + ASSISTANT.length()).strip());
        }

        String prompt() {
            boolean oneTurn = before.lastIndexOf(HUMAN) == 0 && !before.contains(ASSISTANT);
            return oneTurn ? before.substring(HUMAN.length()).strip() : before.strip();
        }
    }
}
