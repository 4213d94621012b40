package macaw.cli.datasets;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import macaw.languagemodel.Message;

/** A conversation as hh-rlhf writes it: {@code "\n\nHuman: …\n\nAssistant: …"}. */
final class Transcript {
    private static final Pattern SPEAKER = Pattern.compile("\n\n(Human|Assistant):");

    private Transcript() {}

    static boolean isOne(String text) {
        return text.startsWith("\n\nHuman:");
    }

    /** Its turns, without blanks around them. One who speaks twice in a row speaks once; an answer that is still to come is no turn. */
    static List<Message> turns(String column, String text) {
        // some rows lack the blank lines before the first turn
        String whole = "\n\n" + text.strip();
        Matcher speaker = SPEAKER.matcher(whole);
        if (!speaker.find() || speaker.start() > 0 || !speaker.group(1).equals("Human")) {
            throw new RowRefused("\"" + column + "\" is no conversation of Human and Assistant");
        }
        List<Message> turns = new ArrayList<>();
        boolean more = true;
        while (more) {
            String role = speaker.group(1).equals("Human") ? Message.USER : Message.ASSISTANT;
            int from = speaker.end();
            more = speaker.find();
            String said = whole.substring(from, more ? speaker.start() : whole.length())
                    .strip();
            if (said.isEmpty() && (more || role.equals(Message.USER))) {
                throw new RowRefused("\"" + column + "\" has a turn in which nothing is said");
            }
            if (!said.isEmpty()) {
                add(turns, new Message(role, said));
            }
        }
        return turns;
    }

    private static void add(List<Message> turns, Message turn) {
        if (!turns.isEmpty() && turns.getLast().role().equals(turn.role())) {
            turns.add(new Message(turn.role(), turns.removeLast().content() + "\n\n" + turn.content()));
        } else {
            turns.add(turn);
        }
    }
}
