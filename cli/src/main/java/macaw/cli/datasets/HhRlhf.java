package macaw.cli.datasets;

import java.util.List;
import macaw.languagemodel.Message;

/** hh-rlhf's pairs: {@code {"chosen", "rejected"}}, two transcripts that differ in the assistant's last turn. */
final class HhRlhf {
    private HhRlhf() {}

    static List<Row.Comparison> read(SourceRow row) {
        List<Message> chosen = Transcript.turns("chosen", row.text("chosen"));
        List<Message> rejected = Transcript.turns("rejected", row.text("rejected"));
        String better = TrlShapes.answer("chosen", chosen);
        String worse = TrlShapes.answer("rejected", rejected);
        List<Message> before = chosen.subList(0, chosen.size() - 1);
        if (!before.equals(rejected.subList(0, rejected.size() - 1))) {
            throw new RowRefused("chosen and rejected answer different conversations");
        }
        return List.of(Row.Comparison.pair(new Conversation(before), better, worse));
    }
}
