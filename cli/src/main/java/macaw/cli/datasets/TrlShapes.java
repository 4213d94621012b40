package macaw.cli.datasets;

import java.util.ArrayList;
import java.util.List;
import macaw.languagemodel.Message;
import macaw.rowfiles.Value;

/**
 * The shapes in which Hugging Face's TRL takes data sets, plain and conversational. Source: TRL's documentation, "Dataset formats and types".
 * Texts are taken as they are.
 */
final class TrlShapes {
    private TrlShapes() {}

    /** {@code prompt} and {@code completion}, each a text or messages. */
    static List<Row.Demonstration> promptCompletion(SourceRow row) {
        Conversation prompt = Conversation.of("prompt", row.value("prompt"));
        Value completion = row.value("completion");
        if (completion instanceof Value.Text(String text)) {
            return List.of(new Row.Demonstration(prompt, text));
        }
        List<Message> messages = new ArrayList<>(prompt.turns());
        messages.addAll(Conversation.messages("completion", completion));
        return List.of(lastAnswer("completion", messages, prompt.turns().size()));
    }

    /** {@code messages}: the last answer of the assistant, with all that was said before it as its prompt. */
    static List<Row.Demonstration> messages(SourceRow row) {
        return List.of(lastAnswer("messages", Conversation.messages("messages", row.value("messages")), 1));
    }

    /** What was said after the last answer has no answer to learn, and is left out. */
    private static Row.Demonstration lastAnswer(String column, List<Message> messages, int from) {
        int last = messages.size() - 1;
        while (last >= from && !messages.get(last).role().equals(Message.ASSISTANT)) {
            last--;
        }
        if (last < from) {
            throw new RowRefused("\"" + column + "\" has no answer of the assistant");
        }
        return new Row.Demonstration(
                new Conversation(messages.subList(0, last)), messages.get(last).content());
    }

    /** {@code prompt}, or {@code messages} without the answer to them where they end with one. */
    static List<Row.Prompt> prompts(SourceRow row) {
        if (row.has("prompt")) {
            return List.of(new Row.Prompt(Conversation.of("prompt", row.value("prompt"))));
        }
        List<Message> messages = Conversation.messages("messages", row.value("messages"));
        boolean answered = !messages.isEmpty() && messages.getLast().role().equals(Message.ASSISTANT);
        return List.of(
                new Row.Prompt(new Conversation(answered ? messages.subList(0, messages.size() - 1) : messages)));
    }

    /** {@code prompt}, {@code chosen} and {@code rejected}; messages may repeat the prompt before the answer. */
    static List<Row.Comparison> preference(SourceRow row) {
        if (row.value("chosen") instanceof Value.Many) {
            return List.of(conversational(row));
        }
        return List.of(Row.Comparison.pair(
                Conversation.of("prompt", row.value("prompt")), row.text("chosen"), row.text("rejected")));
    }

    /** {@code chosen} and {@code rejected} alone: the prompt is what both begin with, of texts in whole words. */
    static List<Row.Comparison> implicitPreference(SourceRow row) {
        if (row.value("chosen") instanceof Value.Many) {
            return List.of(conversational(row));
        }
        String chosen = row.text("chosen");
        String rejected = row.text("rejected");
        if (chosen.equals(rejected)) {
            throw new RowRefused("chosen and rejected are the same");
        }
        int end = promptEnd(chosen, rejected);
        return List.of(Row.Comparison.pair(
                Conversation.of(chosen.substring(0, end).strip()),
                chosen.substring(end).strip(),
                rejected.substring(end).strip()));
    }

    /** Where the words that both texts begin with end. */
    private static int promptEnd(String chosen, String rejected) {
        int shorter = Math.min(chosen.length(), rejected.length());
        int end = 0;
        while (end < shorter && chosen.charAt(end) == rejected.charAt(end)) {
            end++;
        }
        while (end > 0 && !Character.isWhitespace(chosen.charAt(end - 1))) {
            end--;
        }
        if (chosen.substring(0, end).isBlank()) {
            throw new RowRefused("chosen and rejected begin with no word in common that could be the prompt");
        }
        return end;
    }

    private static Row.Comparison conversational(SourceRow row) {
        List<Message> chosen = Conversation.messages("chosen", row.value("chosen"));
        List<Message> rejected = Conversation.messages("rejected", row.value("rejected"));
        String better = answer("chosen", chosen);
        String worse = answer("rejected", rejected);
        List<Message> before = chosen.subList(0, chosen.size() - 1);
        if (!before.equals(rejected.subList(0, rejected.size() - 1))) {
            throw new RowRefused("chosen and rejected answer different conversations");
        }
        if (!row.has("prompt")) {
            return Row.Comparison.pair(new Conversation(before), better, worse);
        }
        Conversation prompt = Conversation.of("prompt", row.value("prompt"));
        if (before.isEmpty()) {
            return Row.Comparison.pair(prompt, better, worse);
        }
        if (!before.containsAll(prompt.turns())) {
            throw new RowRefused("chosen and rejected answer another conversation than \"prompt\"");
        }
        return Row.Comparison.pair(new Conversation(before), better, worse);
    }

    /** The one message of the assistant that a list ends with. */
    static String answer(String column, List<Message> messages) {
        if (messages.isEmpty() || !messages.getLast().role().equals(Message.ASSISTANT)) {
            throw new RowRefused("\"" + column + "\" does not end with an answer of the assistant");
        }
        return messages.getLast().content();
    }
}
